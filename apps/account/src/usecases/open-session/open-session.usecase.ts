import type { OpenSessionReply, OpenSessionRequest } from '@meridian/contracts/account/open-session.contract';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Vault } from '@meridian/platform/vault';
import { Injectable } from '@nestjs/common';
import { normalIdNo } from '../../domain/person';
import { PatientStore } from '../../storage/patient.store';
import { PatientDirectory, TokenSigner } from '../ports';

const LIFETIME_SECONDS = 1800;

/** Binds a person to the hospital's record and answers a session token; the same person gets the same patientId for ever. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly directory: PatientDirectory,
    private readonly patients: PatientStore,
    private readonly tokens: TokenSigner,
    private readonly vault: Vault,
  ) {}

  /** @param deadlineAt wall-clock milliseconds at which the asker stops waiting. */
  async run(request: OpenSessionRequest, deadlineAt: number): Promise<Outcome<OpenSessionReply>> {
    const person = this.personIn(request);
    if (!person) return refused('REQUEST_INVALID', 'name or ID number is not sealed for its purpose');
    const found = await this.directory.find(person, deadlineAt);
    if (!found.ok) return found;
    const { patientNo, name } = found.value;
    const patientId = await this.patients.bind({ patientNo, name, idNo: person.idNo });
    const sessionToken = await this.tokens.sign({
      audience: request.gateway,
      subject: patientId,
      lifetimeSeconds: LIFETIME_SECONDS,
      claims: { typ: 'session', client_id: request.applicationId, patientNo },
    });
    return done({ sessionToken, patientId, expiresInSeconds: LIFETIME_SECONDS });
  }

  private personIn({ nameSealed, idNoSealed }: OpenSessionRequest): { name: string; idNo: string } | undefined {
    try {
      return {
        name: this.vault.open(nameSealed, 'patient-name').trim(),
        idNo: normalIdNo(this.vault.open(idNoSealed, 'patient-id-no')),
      };
    } catch {
      return undefined;
    }
  }
}
