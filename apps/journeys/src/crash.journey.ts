import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { until } from '@meridian/dev/outside';
import { answered, PATIENCE_MS, pay } from './drives';
import { Stage } from './stage';
import { agreedTo, type Visit } from './visit';

const LONGEST_MS = 240_000;
/** An outside call is held this long, so that the services die in the middle of it. */
const HELD_MS = 3000;

/** One call in flight when the blow falls. */
interface Flight {
  readonly says: string;
  readonly at: readonly [party: 'his' | 'insurance' | 'wechat', operation: string];
  /** Up to the step before. */
  readonly before: (visit: Visit) => Promise<unknown>;
  /** The request or the payment that starts the call; repeated under the same key when it gets no answer. */
  readonly act: (visit: Visit, key: string) => Promise<unknown>;
  /** How the patient goes on. */
  readonly after: (visit: Visit) => Promise<unknown>;
  readonly end: 'CONFIRMED' | 'REFUNDED' | 'CANCELLED';
}

const nothing = async (): Promise<void> => undefined;
const quoted = (visit: Visit) => visit.quoted();
const payable = async (visit: Visit) => (await visit.quoted()).paying();
const cancelling = {
  act: (visit: Visit, key: string) => answered(() => visit.patient.cancel(visit.orderNo, key)),
  after: nothing,
  end: 'CANCELLED',
} as const;
const paying = { before: payable, act: (visit: Visit) => visit.paid(), after: nothing, end: 'CONFIRMED' } as const;
const refunding = {
  before: (visit: Visit) => visit.whole(),
  act: (visit: Visit, key: string) => answered(() => visit.patient.refund(visit.orderNo, key)),
  after: nothing,
  end: 'REFUNDED',
} as const;
const settling = {
  before: quoted,
  act: (visit: Visit, key: string) => answered(() => visit.patient.settle(agreedTo(visit.order), undefined, key)),
  after: pay,
  end: 'CONFIRMED',
} as const;
const creating = {
  before: nothing,
  act: async (visit: Visit, key: string) => {
    const bill = await visit.bill();
    visit.take(await answered(() => visit.patient.order(bill, { key })));
    await visit.reach('QUOTED', PATIENCE_MS);
  },
  after: pay,
  end: 'CONFIRMED',
} as const;

const FLIGHTS: readonly Flight[] = [
  { says: 'the lock', at: ['his', 'lock'], ...creating },
  { says: 'the quote', at: ['insurance', '2204'], ...creating },
  { says: 'the settlement', at: ['insurance', '2207'], ...settling },
  { says: 'the order at the channel', at: ['wechat', 'jsapi'], ...settling },
  { says: 'the callback', at: ['wechat', 'callback.payment'], ...paying },
  { says: 'the confirm', at: ['his', 'confirm'], ...paying },
  { says: 'the tombstone at the HIS', at: ['his', 'cancel'], before: quoted, ...cancelling },
  { says: 'the close', at: ['wechat', 'close'], before: payable, ...cancelling },
  { says: 'the reversal', at: ['insurance', '2208'], before: payable, ...cancelling },
  { says: 'the release', at: ['his', 'release'], ...refunding },
  { says: 'the reversal of a refund', at: ['insurance', '2208'], ...refunding },
  { says: 'the refund', at: ['wechat', 'refund'], ...refunding },
  { says: 'the booking of a refund', at: ['his', 'bookRefund'], ...refunding },
];

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ insurance: { MERIDIAN_INSURER_CENTRE_MAX_MS: '9000' } });
});
afterAll(() => stage?.close());

/** Everything in the air at once, then the blow, then everybody goes on; each order ends as it must. */
async function inFlight(blow: () => Promise<void>): Promise<void> {
  const visits = await Promise.all(FLIGHTS.map(() => stage.visit('insured')));
  const flights = FLIGHTS.map((flight, index) => ({ ...flight, visit: visits[index] as Visit }));
  await Promise.all(flights.map(({ before, visit }) => before(visit)));
  await Promise.all(flights.map(hold));
  const acts = flights.map(async ({ act, after, visit, end }) => {
    await act(visit, randomUUID());
    await after(visit);
    await visit.agree(end);
  });
  const ends = Promise.allSettled(acts);
  await allHeld(flights);
  await blow();
  const failed = (await ends).flatMap((end, index) => (end.status === 'rejected' ? [`${FLIGHTS[index]?.says}: ${end.reason}`] : []));
  expect(failed).toEqual([]);
}

type Flying = Flight & { readonly visit: Visit };

const idOf = ({ says, visit }: Flying): string => `${visit.visitNo} ${says}`;

function hold(flight: Flying): Promise<unknown> {
  const {
    at: [party, operation],
    visit,
  } = flight;
  const person = party === 'insurance' ? (visit.person.insurance?.psnNo ?? '') : visit.visitNo;
  const match = party === 'insurance' || operation === 'lock' ? person : visit.orderNo;
  return stage.outside.fault({ id: idOf(flight), party, operation, kind: 'delay', match, delayMs: HELD_MS });
}

/** Most calls hang at the same time; those that come later than the hold lasts are on their way back, which is as good a moment. */
const allHeld = (flights: readonly Flying[]): Promise<true> =>
  until(
    async () => {
      const { fired } = (await stage.outside.faults()) as { fired: { id: string }[] };
      return flights.every((flight) => fired.some(({ id }) => id === idOf(flight))) || undefined;
    },
    { what: 'every call to be in the air' },
  );

const killAndRestart =
  (...services: string[]) =>
  async (): Promise<void> => {
    await Promise.all(services.map((service) => stage.stack.kill(service)));
    await Promise.all(services.map((service) => stage.stack.restart(service)));
  };

async function wipeBroker(): Promise<void> {
  await stage.stack.kill('nats');
  rmSync(path.join(stage.stack.folder, 'jetstream'), { recursive: true });
  await stage.stack.restart('nats');
}

describe('kill -9 in the middle of everything, and a restart', () => {
  it.each([['order'], ['payment'], ['insurance']])('of %s', (service) => inFlight(killAndRestart(service)), LONGEST_MS);

  it('of order, payment and insurance at once', () => inFlight(killAndRestart('order', 'payment', 'insurance')), LONGEST_MS);

  it('of the gateway and of account', () => inFlight(killAndRestart('gateway-wechat', 'account')), LONGEST_MS);
  it('of the broker', () => inFlight(killAndRestart('nats')), LONGEST_MS);
  it('of the broker, and all it had stored is lost', () => inFlight(wipeBroker), LONGEST_MS);
  it('of the database', () => inFlight(killAndRestart('postgres')), LONGEST_MS);
});

it(
  'kill -9 of one of two instances: the other one takes its flows over',
  async () => {
    await Promise.all(['order', 'payment', 'insurance'].map((service) => stage.stack.add(service)));
    await inFlight(async () => {
      await Promise.all(['order', 'payment', 'insurance'].map((service) => stage.stack.kill(service)));
    });
  },
  LONGEST_MS,
);

it('leaves everybody’s books in order, and no patient in the clear', async () => {
  expect(await stage.faults({ mayAlarm: true })).toEqual([]);
});
