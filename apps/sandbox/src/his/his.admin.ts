import { byItemCode } from '../catalogue';
import type { SandboxClock } from '../frame/clock';
import { AdminError, type AdminInput, type AdminRoute, type JsonSchema } from '../frame/party';
import { decimal } from '../money';
import type { Person } from '../people';
import { type Hospital, lineOf, type NewLine, type Sheet, unpaidSheets, type Visit } from './hospital';
import type { Desks } from './routes';
import { line, sheetsOf, TEMPLATES } from './templates';
import { billBody, visitState } from './wire';

interface WantedLine {
  readonly itemCode: string;
  readonly quantity: string;
  readonly unitPrice?: string;
  readonly approval?: '0' | '1' | '2';
  readonly sheet?: number;
}

interface WantedVisit {
  readonly patientNo: string;
  readonly template?: (typeof TEMPLATES)[number];
  readonly lines?: readonly WantedLine[];
  readonly registration?: 'window' | 'platform';
}

const DECIMAL = { type: 'string', pattern: '^\\d{1,10}(\\.\\d{1,6})?$' };

const WANTED_LINE: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['itemCode', 'quantity'],
  properties: {
    itemCode: { enum: [...byItemCode.keys()] },
    quantity: DECIMAL,
    unitPrice: DECIMAL,
    approval: { enum: ['0', '1', '2'] },
    sheet: { type: 'integer', minimum: 1, maximum: 20 },
  },
};

const WANTED_VISIT: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['patientNo'],
  properties: {
    patientNo: { type: 'string' },
    template: { enum: TEMPLATES },
    lines: { type: 'array', minItems: 1, maxItems: 100, items: WANTED_LINE },
    registration: { enum: ['window', 'platform'] },
  },
};

const only = (name: string): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: [name],
  properties: { [name]: { type: 'string' } },
});

/** The hospital's own admin routes. `desks` is asked each time, because a reset replaces them. */
export function hisAdmin(desks: () => Desks, clock: SandboxClock): readonly AdminRoute[] {
  const visitOf = (visitNo: string | undefined): Visit => {
    const visit = desks().hospital.visit(visitNo ?? '');
    if (visit === undefined) throw new AdminError(404, `no visit ${visitNo}`);
    return visit;
  };
  const bodyText = ({ body }: AdminInput, name: string): string => (body as Record<string, string>)[name] ?? '';
  return [
    {
      method: 'GET',
      path: '/his/patients',
      handle: () => ({
        patients: desks()
          .hospital.patients()
          .map((one) => showPatient(desks().hospital, one)),
      }),
    },
    { method: 'GET', path: '/his/visits/:visitNo', handle: ({ params }) => visitState(visitOf(params.visitNo)) },
    {
      method: 'POST',
      path: '/his/visits',
      body: WANTED_VISIT,
      handle: ({ body }) => billBody(openVisit(desks().hospital, body as WantedVisit, clock.now())),
    },
    { method: 'POST', path: '/his/bills/:visitNo/change', handle: ({ params }) => billBody(changeBill(visitOf(params.visitNo))) },
    {
      method: 'POST',
      path: '/his/window/pay',
      body: only('visitNo'),
      handle: (input) => visitState(payAtWindow(visitOf(bodyText(input, 'visitNo')), clock.now())),
    },
    {
      method: 'POST',
      path: '/his/deliver',
      body: only('sheetNo'),
      handle: (input) => {
        const sheetNo = bodyText(input, 'sheetNo');
        const sheet = desks().hospital.sheet(sheetNo);
        if (sheet === undefined) throw new AdminError(404, `no sheet ${sheetNo}`);
        deliver(sheet);
        return { sheetNo, state: sheet.state, delivered: sheet.delivered };
      },
    },
  ];
}

const showPatient = (hospital: Hospital, { patientNo, name, idNo, purpose, registration, cover }: Person) => ({
  patientNo,
  name,
  idNo,
  purpose,
  registration,
  insurance:
    cover === undefined
      ? null
      : { psnNo: cover.personNo, insutype: cover.insuranceType, retired: cover.retired, balanceFen: cover.balanceFen },
  unpaidVisits: hospital.unpaidVisits(patientNo).map(({ visitNo }) => visitNo),
});

function openVisit(hospital: Hospital, { patientNo, template, lines, registration }: WantedVisit, now: number): Visit {
  const person = hospital.patient(patientNo);
  if (person === undefined) throw new AdminError(404, `no patient ${patientNo}`);
  if (template !== undefined && lines !== undefined) throw new AdminError(400, 'either template or lines');
  const sheets = lines === undefined ? sheetsOf(template ?? person.template, hospital.numbers) : group(lines);
  try {
    return hospital.open(person, sheets, now, (registration ?? person.registration) === 'window');
  } catch (error) {
    if (error instanceof RangeError) throw new AdminError(400, error.message);
    throw error;
  }
}

function group(lines: readonly WantedLine[]): readonly (readonly NewLine[])[] {
  const sheets = new Map<number, NewLine[]>();
  for (const { sheet = 1, itemCode, quantity, ...more } of lines) {
    sheets.set(sheet, [...(sheets.get(sheet) ?? []), { ...line(itemCode, quantity), ...more }]);
  }
  return [...sheets.entries()].sort(([a], [b]) => a - b).map(([, wanted]) => wanted);
}

/** The doctor prescribes one more of the first unpaid item; the hashes change. */
function changeBill(visit: Visit): Visit {
  const sheet = unpaidSheets(visit)[0];
  const [changed, ...rest] = sheet?.lines ?? [];
  if (sheet === undefined || changed === undefined) throw new AdminError(409, 'the visit has no unpaid sheet');
  const quantity = String(Number((decimal(changed.quantity, 4) ?? 0n) + 10_000n) / 10_000);
  sheet.lines = [lineOf({ ...changed, quantity }, changed.lineNo, changed.chargedAt), ...rest];
  return visit;
}

function payAtWindow(visit: Visit, now: number): Visit {
  const sheets = unpaidSheets(visit);
  if (sheets.length === 0) throw new AdminError(409, 'the visit has no unpaid sheet');
  if (sheets.some(({ lock }) => lock !== null && lock.until > now)) throw new AdminError(409, 'an order holds a sheet');
  for (const sheet of sheets) Object.assign(sheet, { state: 'paid', payer: 'window' });
  return visit;
}

function deliver(sheet: Sheet): void {
  if (sheet.state !== 'paid') throw new AdminError(409, `the sheet is ${sheet.state}`);
  sheet.delivered = true;
}
