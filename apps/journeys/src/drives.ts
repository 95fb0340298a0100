import { randomUUID } from 'node:crypto';
import { type Answer, until } from '@meridian/dev/outside';
import type { Expected } from './evidence';
import { agreedTo, type Visit } from './visit';

/**
 * The ways a patient goes when the outside answers late or never: he reads his order, repeats what got no answer under the same key, and
 * agrees anew when the platform asks him to.
 */
export const DRIVES = {
  /** From the bill to a confirmed order. */
  settle: async (visit: Visit): Promise<Expected> => {
    await quote(visit);
    await visit.armed('quoted');
    await pay(visit);
    await visit.reach('CONFIRMED', PATIENCE_MS);
    return { end: 'CONFIRMED' };
  },
  /** Quoted, then cancelled. */
  'cancel quoted': async (visit: Visit): Promise<Expected> => {
    await quote(visit);
    await visit.armed('quoted');
    await cancel(visit);
    return { end: 'CANCELLED' };
  },
  /** Agreed to, and cancelled before anybody has answered. */
  'cancel at once': async (visit: Visit): Promise<Expected> => {
    await quote(visit);
    await visit.armed('quoted');
    await answered(() => visit.patient.settle(agreedTo(visit.order)));
    await cancel(visit);
    return { end: 'CANCELLED' };
  },
  /** Settled with the insurer, then cancelled instead of paid. */
  'cancel unpaid': async (visit: Visit): Promise<Expected> => {
    await quote(visit);
    await visit.armed('quoted');
    await settle(visit);
    await cancel(visit);
    return { end: 'CANCELLED' };
  },
  /** Paid, and the HIS refuses: the doctor has prescribed one more. */
  undo: async (visit: Visit): Promise<Expected> => {
    await quote(visit);
    await visit.armed('quoted');
    await settle(visit);
    await visit.place.outside.changeBill(visit.visitNo);
    await visit.paid();
    await visit.reach('CANCELLED', PATIENCE_MS);
    return { end: 'CANCELLED', payments: 1 };
  },
  /** Confirmed, then wholly refunded. */
  refund: async (visit: Visit): Promise<Expected> => {
    await quote(visit);
    await visit.armed('quoted');
    await pay(visit);
    await visit.reach('CONFIRMED', PATIENCE_MS);
    await visit.armed('confirmed');
    const key = randomUUID();
    await answered(() => visit.patient.refund(visit.orderNo, key));
    await visit.reach((order) => order.refunds.some((refund) => refund.state === 'DONE'), PATIENCE_MS);
    return { end: 'REFUNDED' };
  },
  /** Confirmed, and the insurer will not reverse: nothing moves, and the HIS holds its lines again. */
  blocked: async (visit: Visit): Promise<Expected> => {
    await quote(visit);
    await pay(visit);
    await visit.reach('CONFIRMED', PATIENCE_MS);
    await visit.armed('confirmed');
    await answered(() => visit.patient.refund(visit.orderNo));
    await visit.reach((order) => order.refunds.some((refund) => refund.state === 'BLOCKED'), PATIENCE_MS);
    return { end: 'CONFIRMED', cases: ['refund-blocked', 'reversal-refused'] };
  },
} as const satisfies Record<string, (visit: Visit) => Promise<Expected>>;

export type Drive = keyof typeof DRIVES;

export const PATIENCE_MS = 120_000;

async function quote(visit: Visit): Promise<void> {
  const bill = await shown(visit);
  const key = randomUUID();
  visit.take(await answered(() => visit.patient.order(bill, { key })));
  await visit.reach('QUOTED', PATIENCE_MS);
}

/**
 * From wherever the order is until the cash part can be paid. A settlement that came to nothing at the insurer is quoted anew, and the
 * patient agrees anew.
 */
async function settle(visit: Visit): Promise<void> {
  await visit.reach((order) => order.payment !== undefined || order.phase === 'QUOTED', PATIENCE_MS);
  while (!visit.order.payment) {
    const agreed = agreedTo(visit.order);
    const key = randomUUID();
    visit.take(await answered(() => visit.patient.settle(agreed, undefined, key)));
    await visit.reach((order) => order.payment !== undefined || askedAnew(order, agreed.quoteFingerprint), PATIENCE_MS);
  }
}

const askedAnew = (order: Visit['order'], agreed: string): boolean =>
  order.phase === 'QUOTED' && order.quoteFingerprint !== undefined && order.quoteFingerprint !== agreed;

/** From wherever the order is until the payer has paid. */
export async function pay(visit: Visit): Promise<void> {
  await settle(visit);
  await visit.paid();
}

async function cancel(visit: Visit): Promise<void> {
  const key = randomUUID();
  await answered(() => visit.patient.cancel(visit.orderNo, key));
  await visit.reach('CANCELLED', PATIENCE_MS);
}

/** The bill, when the HIS has answered at last. */
const shown = (visit: Visit) =>
  until(() => visit.bill().catch((error: Error) => (error.message.includes('504') ? undefined : Promise.reject(error))), {
    what: 'the bill',
    withinMs: PATIENCE_MS,
  });

/** Says the same again, under the same key, until there is an answer. @throws when it is a refusal */
export const answered = (ask: () => Promise<Answer>): Promise<Answer> =>
  until(
    async () => {
      const answer = await ask().catch((error: Error) => (error.message === 'fetch failed' ? undefined : Promise.reject(error)));
      if (!answer || answer.status === 504 || answer.status === 503 || answer.status === 500) return undefined;
      if (answer.status < 300) return answer;
      throw new Error(`refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    },
    { what: 'an answer', withinMs: PATIENCE_MS },
  );
