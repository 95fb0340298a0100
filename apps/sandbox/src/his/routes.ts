import type { Instant } from '../frame/clock';
import type { PartyRequest } from '../frame/party';
import { ChargeDesk } from './charge-desk';
import { HisRefusal } from './his-refusal';
import type { Hospital } from './hospital';
import { Keys } from './keys';
import { RefundDesk } from './refund-desk';
import {
  type BookRefundRequest,
  type CancelRequest,
  type ConfirmRequest,
  type Keyed,
  type LockRequest,
  ORDER_NO,
  type RefundRequest,
  SHAPES,
} from './requests';
import { readBody } from './shape';
import { billBody, patientBody } from './wire';

/** The desks of one run over one hospital. */
export interface Desks {
  readonly hospital: Hospital;
  readonly charges: ChargeDesk;
  readonly refunds: RefundDesk;
}

export function openDesks(hospital: Hospital): Desks {
  const keys = new Keys();
  const charges = new ChargeDesk(hospital, keys);
  return { hospital, charges, refunds: new RefundDesk(hospital, charges, keys) };
}

interface Call {
  readonly desks: Desks;
  readonly text: string;
  /** The groups of the route's path. */
  readonly params: readonly string[];
  readonly now: Instant;
}

interface Route {
  /** The operation's name in the protocol; a fault rule names it. */
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly handle: (call: Call) => unknown;
}

const post = (operation: string, path: string, handle: Route['handle']): Route => ({
  operation,
  method: 'POST',
  path: new RegExp(`^/v1/${path}$`),
  handle,
});

const get = (operation: string, path: string, handle: Route['handle']): Route => ({ ...post(operation, path, handle), method: 'GET' });

const ROUTES: readonly Route[] = [
  post('findPatient', 'patients/find', ({ desks, text }) => {
    const wanted = readBody<{ name: string; idNo: string }>(text, SHAPES.findPatient);
    const found = desks.hospital.patients().find(({ name, idNo }) => name === wanted.name && idNo === wanted.idNo);
    if (found === undefined) throw new HisRefusal('PATIENT_UNKNOWN', 'no patient with this name and ID number');
    return patientBody(found);
  }),
  get('unpaidBills', 'patients/([^/]+)/unpaid-bills', ({ desks, params: [patientNo = ''] }) => {
    if (desks.hospital.patient(patientNo) === undefined) throw new HisRefusal('PATIENT_UNKNOWN', 'no patient with this number');
    return { bills: desks.hospital.unpaidVisits(patientNo).map(billBody) };
  }),
  post('lock', 'locks', ({ desks, text, now }) => desks.charges.lock(readBody<LockRequest>(text, SHAPES.lock), now)),
  post('unlock', 'unlocks', ({ desks, text }) => desks.charges.unlock(readBody<Keyed>(text, SHAPES.unlock))),
  post('confirm', 'confirms', ({ desks, text, now }) => desks.charges.confirm(readBody<ConfirmRequest>(text, SHAPES.confirm), now)),
  get('queryConfirm', 'confirms/([^/]+)/([^/]+)', ({ desks, params: [orderNo = '', generation = ''] }) => {
    if (!ORDER_NO.test(orderNo) || !/^([1-9]|[12]\d|3[01])$/.test(generation))
      throw new HisRefusal('HIS_REFUSED', 'no such order and generation can be');
    return desks.charges.query(orderNo, Number(generation));
  }),
  post('cancel', 'cancels', ({ desks, text }) => desks.charges.cancel(readBody<CancelRequest>(text, SHAPES.cancel))),
  post('release', 'releases', ({ desks, text }) => desks.refunds.release(readBody<RefundRequest>(text, SHAPES.release))),
  post('hold', 'holds', ({ desks, text }) => desks.refunds.hold(readBody<RefundRequest>(text, SHAPES.hold))),
  post('bookRefund', 'refunds', ({ desks, text, now }) => desks.refunds.book(readBody<BookRefundRequest>(text, SHAPES.bookRefund), now)),
];

export const OPERATIONS: readonly string[] = ROUTES.map(({ operation }) => operation);

export const routeOf = (request: PartyRequest): Route | undefined =>
  ROUTES.find(({ method, path }) => method === request.method && path.test(request.path));

/** Runs the request at its route. @throws HisRefusal */
export function runRoute(route: Route, request: PartyRequest, desks: Desks, now: Instant): unknown {
  const groups = route.path.exec(request.path)?.slice(1) ?? [];
  return route.handle({ desks, text: request.text, params: groups.map(unescapePath), now });
}

function unescapePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HisRefusal('HIS_REFUSED', 'the path is not valid');
  }
}
