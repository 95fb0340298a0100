import { contract } from '../contract';
import { IsCount, IsName, IsSealed, IsText } from '../fields';

export class OpenSessionRequest {
  @IsName() applicationId: string;
  @IsName() gateway: string;
  /** Name and ID number, sealed by the gateway: personal data crosses the bus only sealed. */
  @IsSealed() nameSealed: string;
  @IsSealed() idNoSealed: string;
}

export class OpenSessionReply {
  /** A JWT (EdDSA) bound to application, gateway and patient; claims sub = patientId, patientNo, aud = gateway. */
  @IsText(4096) sessionToken: string;
  @IsName() patientId: string;
  @IsCount() expiresInSeconds: number;
}

/** Binds a patient: the hospital record must exist under this name and ID number. */
export const openSession = contract({
  subject: 'account.open-session.v1',
  request: OpenSessionRequest,
  reply: OpenSessionReply,
  codes: ['PATIENT_UNKNOWN', 'HIS_SILENT', 'HIS_REFUSED'],
  deadlineMs: 3000,
});
