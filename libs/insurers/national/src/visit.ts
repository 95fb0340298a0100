import type { Credential, InsuredVisit } from '@meridian/insurer-kit/port';
import type { Message } from './centre';
import type { Infno } from './paths';

/** Values that identify the person: hidden in every reason. */
export const secretsOf = ({ personNo, credential }: { personNo: string; credential: Credential }): string[] => [
  personNo,
  credential.number,
];

/** A message about a visit, addressed to where its person is insured. */
export const aboutVisit = (infno: Infno, messageNo: string, visit: InsuredVisit, input: Message['input']): Message => ({
  infno,
  messageNo,
  insuredArea: visit.insuredArea,
  input,
  secrets: secretsOf(visit),
});
