import type { SettlementReply } from '@meridian/contracts/insurance/insurance.message';
import type { QuoteVisitRequest } from '@meridian/contracts/insurance/quote-visit.contract';
import type { ReverseSettlementRequest } from '@meridian/contracts/insurance/reverse-settlement.contract';
import type { SettleVisitRequest } from '@meridian/contracts/insurance/settle-visit.contract';
import { defineInsurer } from '@meridian/insurer-kit/port';
import { Insurers } from '@meridian/insurer-kit/registry';
import type { Clock } from '@meridian/kernel/clock';
import type { Outcome } from '@meridian/kernel/outcome';
import { DEADLINE_HEADER, MESSAGE_HEADER } from '@meridian/platform/bus/headers';
import { Engine } from '@meridian/platform/engine/engine';
import { createLogger } from '@meridian/platform/logger';
import { Database } from '@meridian/platform/storage/database';
import { Link } from '@meridian/platform/testing/link';
import { Vault } from '@meridian/platform/vault';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import { asked } from '@meridian/testing/handler';
import type { Sender } from '@meridian/testing/line';
import { databaseInSteps, type Process } from '@meridian/testing/stage';
import { MessageNumbers } from '../storage/message-numbers';
import { settlementKind } from '../storage/settlement.kind';
import { InsurerCalls } from '../usecases/call-insurer/insurer-calls';
import { QuoteVisitHandler } from '../usecases/quote-visit/quote-visit.handler';
import { ReverseSettlementHandler } from '../usecases/reverse-settlement/reverse-settlement.handler';
import { SettleVisitHandler } from '../usecases/settle-visit/settle-visit.handler';
import { SettleVisit } from '../usecases/settle-visit/settle-visit.usecase';
import { CENTRE_MAX_MS, type ModelCentre } from './model-centre';

/** Insurance as the order asks it, through its handlers. */
export interface InsuranceService {
  quote(request: QuoteVisitRequest): Promise<Outcome<SettlementReply>>;
  settle(request: SettleVisitRequest): Promise<Outcome<SettlementReply>>;
  reverse(request: ReverseSettlementRequest): Promise<Outcome<SettlementReply>>;
}

export const VAULT = new Vault(Buffer.alloc(32, 1));

const onTheBus = asked({ deadline: DEADLINE_HEADER, message: MESSAGE_HEADER });

const insurersOf = (clock: Clock, life: Sender, centre: () => ModelCentre): Insurers => {
  const at = () => centre().operationsFor(life);
  const model = defineInsurer({
    insurer: 'national',
    can: [
      'identify',
      'checkEntitlement',
      'registerVisit',
      'cancelVisit',
      'describeVisit',
      'uploadFees',
      'removeFees',
      'quote',
      'settle',
      'reverse',
      'findSettlement',
      'revokeSettle',
    ],
    profile: { centreMaxProcessingMs: CENTRE_MAX_MS, dayCutOff: '24:00' },
    sensitive: [],
    messageNo: (_at, sequence) => `M${sequence}`,
    operations: {
      identify: (...on) => at().identify(...on),
      checkEntitlement: (...on) => at().checkEntitlement(...on),
      registerVisit: (...on) => at().registerVisit(...on),
      cancelVisit: (...on) => at().cancelVisit(...on),
      describeVisit: (...on) => at().describeVisit(...on),
      uploadFees: (...on) => at().uploadFees(...on),
      removeFees: (...on) => at().removeFees(...on),
      quote: (...on) => at().quote(...on),
      settle: (...on) => at().settle(...on),
      reverse: (...on) => at().reverse(...on),
      findSettlement: (...on) => at().findSettlement(...on),
      revokeSettle: (...on) => at().revokeSettle(...on),
    },
  });
  return new Insurers([model], { http: new HttpWire(clock), clock, nonce: () => '0'.repeat(32) });
};

/** A process of insurance whose centre is a model; everything it does to the outside is a step. */
export async function insuranceProcess(
  url: string,
  life: Sender,
  { clock, centre }: { readonly clock: Clock; readonly centre: () => ModelCentre },
): Promise<Process<InsuranceService>> {
  const link = await Link.to(url);
  const database = databaseInSteps(await Database.connect(link.url), life);
  const logger = createLogger('insurance', 'silent');
  const engine = new Engine({ service: 'insurance', hospitalId: 'H45020000001', database, clock, logger, vault: VAULT });
  const insurers = insurersOf(clock, life, centre);
  const numbers = new MessageNumbers(database, insurers, clock);
  engine.keeps(settlementKind);
  new InsurerCalls({ insurers, numbers, vault: VAULT }, clock).addTo(engine);
  await engine.start();
  const quotes = new QuoteVisitHandler(engine);
  const settles = new SettleVisitHandler(new SettleVisit(engine, insurers, numbers, clock));
  const reversals = new ReverseSettlementHandler(engine);
  return {
    service: {
      quote: onTheBus(quotes.answer.bind(quotes)),
      settle: onTheBus(settles.answer.bind(settles)),
      reverse: onTheBus(reversals.answer.bind(reversals)),
    },
    die: () => link.close(),
  };
}
