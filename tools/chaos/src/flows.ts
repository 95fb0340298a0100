import type { Outside } from '@meridian/dev/outside';
import type { Visit } from './visit';

/** Where a flow stands still for a moment, so that a drill can arm something for the order. */
export type Station = 'start' | 'quoted' | 'payable' | 'confirmed';

export interface FlowPlace {
  readonly outside: Outside;
  /** Called at every station the flow comes by. */
  reached(station: Station, visit: Visit): Promise<void>;
  /** Moves everybody's clock past the time an order waits for its patient. */
  waitOut(): Promise<void>;
}

export type Flow = (visit: Visit, place: FlowPlace) => Promise<void>;

async function toPayable(visit: Visit, { reached }: FlowPlace): Promise<void> {
  await toQuoted(visit, reached);
  await visit.payable();
  await reached('payable', visit);
}

async function toQuoted(visit: Visit, reached: FlowPlace['reached']): Promise<void> {
  await reached('start', visit);
  await visit.quoted();
  await reached('quoted', visit);
}

async function toConfirmed(visit: Visit, place: FlowPlace): Promise<void> {
  await toPayable(visit, place);
  await visit.paid();
  await visit.confirmed();
  await place.reached('confirmed', visit);
}

/** The channel's messages about this order get lost: only questions find out. */
const loseCallbacks = async ({ outside }: FlowPlace, operation: string, { orderNo }: Visit): Promise<void> => {
  await outside.fault({ party: 'wechat', operation, kind: 'drop-request', match: orderNo, times: 50 });
};

/** The whole ways of patients through a settlement and out of it. Each ends with its order at rest. */
export const FLOWS = {
  /** From the bill to a confirmed order. */
  settle: toConfirmed,
  /** The same, and the platform learns of the payment by asking. */
  'settle without callbacks': async (visit, place) => {
    await toQuoted(visit, place.reached);
    await loseCallbacks(place, 'callback.payment', visit);
    await visit.payable();
    await place.reached('payable', visit);
    await visit.paid();
    await visit.confirmed();
  },
  /** Quoted, then given up. */
  'cancel quoted': async (visit, place) => {
    await toQuoted(visit, place.reached);
    await visit.cancelled();
  },
  /** Settled with the insurer, then given up instead of paid. */
  'cancel unpaid': async (visit, place) => {
    await toPayable(visit, place);
    await visit.cancelled();
  },
  /** Paid, and the HIS refuses: the doctor has prescribed one more. */
  undo: async (visit, place) => {
    await toPayable(visit, place);
    await place.outside.changeBill(visit.visitNo);
    await visit.paid();
    await visit.ended();
  },
  /** Confirmed, then wholly given back. */
  refund: async (visit, place) => {
    await toConfirmed(visit, place);
    await visit.refundAsked();
    await visit.refundIn('DONE');
  },
  'refund without callbacks': async (visit, place) => {
    await toConfirmed(visit, place);
    await loseCallbacks(place, 'callback.refund', visit);
    await visit.refundAsked();
    await visit.refundIn('DONE');
  },
  /** Confirmed, and the insurer will not take its part back: nothing moves, and a person is called. */
  'refund blocked': async (visit, place) => {
    await toConfirmed(visit, place);
    const match = visit.person.insurance.psnNo;
    await place.outside.fault({ party: 'insurance', operation: '2208', kind: 'refuse', match });
    await visit.refundAsked();
    await visit.refundIn('BLOCKED');
  },
  /** Quoted, and the patient goes away. */
  abandon: async (visit, place) => {
    await toQuoted(visit, place.reached);
    await place.waitOut();
    await visit.ended();
  },
} as const satisfies Record<string, Flow>;

export type FlowName = keyof typeof FLOWS;
