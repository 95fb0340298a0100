import type { ServiceDefinition } from '@meridian/platform/boot';
import type { AccountConfig } from './config';
import { LedgerReader } from './storage/ledger.reader';
import { LedgerStore } from './storage/ledger.store';
import { ledgerReading } from './storage/ledger-reading';
import { HOSPITAL_ID, PatientStore } from './storage/patient.store';
import { GetTrialBalanceHandler } from './usecases/get-trial-balance/get-trial-balance.handler';
import { IssueTokenHandler } from './usecases/issue-token/issue-token.handler';
import { IssueToken } from './usecases/issue-token/issue-token.usecase';
import { OpenSessionHandler } from './usecases/open-session/open-session.handler';
import { OpenSession } from './usecases/open-session/open-session.usecase';
import { Applications, PatientDirectory, TokenSigner } from './usecases/ports';
import { PostFacts } from './usecases/post-facts/post-facts.usecase';
import { ReadStoryHandler } from './usecases/read-story/read-story.handler';
import { ConfiguredApplications } from './wiring/applications';
import { patientDirectoryOf } from './wiring/his';
import { EdDsaSigner } from './wiring/token-signer';

/** Account: the ledger; channel applications and their tokens; patients and their sessions. */
export function accountService(config: AccountConfig): ServiceDefinition {
  return {
    service: 'account',
    config,
    controllers: [GetTrialBalanceHandler, ReadStoryHandler, IssueTokenHandler, OpenSessionHandler],
    providers: ({ clock, logger }) => [
      LedgerStore,
      LedgerReader,
      PatientStore,
      PostFacts,
      IssueToken,
      OpenSession,
      { provide: HOSPITAL_ID, useValue: config.MERIDIAN_HOSPITAL_ID },
      { provide: Applications, useValue: new ConfiguredApplications(config.MERIDIAN_APPLICATIONS) },
      { provide: TokenSigner, useValue: new EdDsaSigner(config.MERIDIAN_TOKEN_PRIVATE_KEY, clock) },
      { provide: PatientDirectory, useValue: patientDirectoryOf(config, clock, logger) },
    ],
    listeners: (app) => [app.get(PostFacts)],
    readings: ({ database, clock }) => [ledgerReading(database, clock)],
  };
}
