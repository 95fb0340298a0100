import { randomUUID } from 'node:crypto';
import { good } from './json-http';
import { GATEWAY, type World } from './world';

export type Registration = 'window' | 'platform';

/** A patient with an open session at the gateway. */
export interface Patient {
  readonly patientNo: string;
  readonly psnNo: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Person {
  readonly patientNo: string;
  readonly name: string;
  readonly idNo: string;
  readonly registration: string;
  readonly insurance: { readonly psnNo: string; readonly insutype: string } | null;
  readonly unpaidVisits: readonly string[];
}

/** The named patients of the sandbox are made for demonstrations; some of them are refused on purpose. */
const NAMED = 8;

/** Insured employees, whose bills divide between fund, personal account and cash. Their first bills are paid at the window. */
export async function signInPatients(world: World): Promise<Patient[]> {
  const { patients } = good(await world.admin.ask<{ patients: Person[] }>('GET', '/his/patients'), 'the patients');
  const wanted = patients.slice(NAMED).filter(({ insurance }) => insurance?.insutype === '310');
  const accessToken = await accessTokenAt(world);
  const signedIn: Patient[] = [];
  for (const person of wanted) {
    for (const visitNo of person.unpaidVisits) good(await world.admin.ask('POST', '/his/window/pay', { body: { visitNo } }), 'the window');
    signedIn.push(await signIn(world, person, accessToken));
  }
  return signedIn;
}

async function accessTokenAt({ gateway, stack }: World): Promise<string> {
  const application = stack.secrets.applications[GATEWAY];
  const body = { grant_type: 'client_credentials', client_id: application?.applicationId, client_secret: application?.secret };
  return good(await gateway.ask<{ access_token: string }>('POST', '/oauth/token', { body }), 'the access token').access_token;
}

async function signIn({ gateway }: World, { patientNo, name, idNo, insurance }: Person, accessToken: string): Promise<Patient> {
  const authorization = `Bearer ${accessToken}`;
  const headers = { authorization, 'idempotency-key': randomUUID() };
  const answer = await gateway.ask<{ sessionToken: string }>('POST', '/v1/sessions', { body: { name, idNo }, headers });
  const { sessionToken } = good(answer, 'the session');
  return { patientNo, psnNo: insurance?.psnNo ?? '', headers: { authorization, 'meridian-session': sessionToken } };
}

/** What the centre lets a settlement take from the personal account: less than the patient's part, so that cash is always left. */
const ACCOUNT_FEN = 3_000;

/** A new visit with a mixed bill for a patient whose personal account holds a little money again. */
export async function openVisit({ admin }: World, { patientNo, psnNo }: Patient, registration: Registration): Promise<string> {
  good(await admin.ask('POST', `/insurance/persons/${psnNo}/standing`, { body: { balanceFen: ACCOUNT_FEN } }), 'the standing');
  const wanted = { patientNo, template: 'mixed', registration };
  return good(await admin.ask<{ visitNo: string }>('POST', '/his/visits', { body: wanted }), 'the visit').visitNo;
}
