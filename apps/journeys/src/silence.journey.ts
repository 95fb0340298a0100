import { DRIVES } from './drives';
import { LATE_MS, type Rule, SILENCES, type Silence } from './silences.cases';
import { codeOf, Stage } from './stage';
import type { Moment, Visit } from './visit';

/** The drives run side by side: most of their time is waiting for somebody who does not answer. */
const AT_ONCE = 24;
const LONGEST_MS = 300_000;

let stage: Stage;
const drives = new Map<string, Promise<void>>();

beforeAll(async () => {
  stage = await Stage.open({ insurance: { MERIDIAN_INSURER_CENTRE_MAX_MS: '9000' } });
  const queue = SILENCES.map((silence) => {
    let start = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      start = resolve;
    });
    const driven = started.then(() => drive(silence));
    driven.catch(() => undefined); // reported by its own test
    drives.set(silence.says, driven);
    return { start, driven };
  });
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      next.start();
      await next.driven.catch(() => undefined);
    }
  };
  for (let count = 0; count < AT_ONCE; count++) void worker();
});
afterAll(() => stage?.close());

/** One order under one silence, to the end it must come to, and everybody's books behind it. */
async function drive({ drive, bill, rules }: Silence): Promise<void> {
  const visit = await stage.visit(bill);
  visit.arm = (moment) => lay(visit, moment, rules);
  await visit.armed('start');
  const expected = await DRIVES[drive](visit);
  await visit.agree(expected);
  const { fired } = (await stage.outside.faults()) as { fired: { id: string }[] };
  const silent = rules.filter((_rule, index) => !fired.some(({ id }) => id === idOf(visit, index)));
  expect(silent.map(({ operation }) => `${operation} was never silent`)).toEqual([]);
}

async function lay(visit: Visit, moment: Moment, rules: readonly Rule[]): Promise<void> {
  for (const [index, { at, ...rule }] of rules.entries()) {
    if (at !== moment) continue;
    const match = moment === 'start' || rule.party === 'insurance' ? person(visit, rule.operation) : visit.orderNo;
    await stage.outside.fault({ ...rule, id: idOf(visit, index), match, ...(rule.kind === 'execute-late' ? { delayMs: LATE_MS } : {}) });
  }
}

const idOf = (visit: Visit, index: number): string => `${visit.visitNo}.${index}`;

/** What tells this patient's requests from others before there is an order number in them. */
function person({ person: { patientNo, idNo, insurance }, visitNo }: Visit, operation: string): string {
  if (operation === 'unpaidBills') return patientNo;
  if (operation === 'lock') return visitNo;
  return operation === '1101' ? idNo : (insurance?.psnNo ?? patientNo);
}

describe('an outside party is silent, and the order ends right, with no second charge', () => {
  it.each(SILENCES.map(({ says }) => [says]))('%s', (says) => drives.get(says), LONGEST_MS);
});

it('the HIS is silent when the patient signs in: he is told, and comes in a moment later', async () => {
  const { patient, person } = await stage.visit('insured');
  await stage.outside.fault({ party: 'his', operation: 'findPatient', kind: 'drop-request', match: person.idNo });
  const { name, idNo } = person;
  expect(codeOf(await patient.post('/v1/sessions', { name, idNo }))).toBe('HIS_SILENT');
  expect((await patient.post('/v1/sessions', { name, idNo })).status).toBe(201);
});

it('leaves everybody’s books in order, and no patient in the clear', async () => {
  await Promise.allSettled(drives.values());
  expect(await stage.faults()).toEqual([]);
});
