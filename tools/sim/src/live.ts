import type { Order } from '@meridian/order/domain/order';
import { readAtRest, readBooks } from './at-rest';
import type { Bug } from './bugs/bug';
import { ChannelCalls } from './drivers/channel-calls';
import { HisCalls } from './drivers/his-calls';
import { InsurerCalls } from './drivers/insurer-calls';
import { ServiceCalls } from './drivers/service-calls';
import { Service } from './engine/service';
import type { Announced, Handler } from './engine/types';
import { Laws } from './laws';
import type { Life } from './life';
import { Centre, TOTAL_FEN } from './parties/centre';
import { Channel } from './parties/channel';
import { His } from './parties/his';
import { People } from './people';
import { drawProfile, MINUTE, type Profile } from './profile';
import { Random } from './random';
import { InsuranceDesk } from './services/insurance-desk';
import { type Kinds, kindsWith } from './services/kinds';
import { OrderDesk } from './services/order-desk';
import { PaymentDesk } from './services/payment-desk';
import { Road } from './wire';
import { type Violation, World } from './world';

const HORIZON_MS = 5 * 24 * 60 * MINUTE;
const TAKEN = ['settlement-insured', 'settlement-reversed', 'payment-captured', 'collection-dead', 'refund-succeeded'];

export interface Lived {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly counts: ReadonlyMap<string, number>;
  readonly events: number;
  readonly hash: number;
  readonly lines: readonly string[] | null;
}

export interface LiveOptions {
  readonly bug?: Bug | null;
  readonly trace?: boolean;
  /** Faults that must be on: a hunt for a planted bug that only they can show. */
  readonly needs?: Partial<Profile>;
  /** Whether the next day's books are read before the laws of rest. */
  readonly books?: boolean;
}

const plain = kindsWith(null);
let planted: { bug: Bug; kinds: Kinds } | undefined;

function kindsFor(bug: Bug | null): Kinds {
  if (!bug) return plain;
  if (planted?.bug !== bug) planted = { bug, kinds: kindsWith(bug) };
  return planted.kinds;
}

/** One life: one bill, one patient, from the first click until nothing is left to happen; then the books, then the laws. */
export function live(seed: number, { bug = null, trace = false, needs = {}, books = true }: LiveOptions = {}): Lived {
  const dice = new Random(seed * 2 + 1);
  const world = new World(seed, drawProfile(dice, needs), bug, trace ? [] : null, 60_000 + dice.between(10, 240) * MINUTE);
  const { life, people } = populate(world, bug, dice);
  people.start();
  fate(life, dice);
  let drained = world.run(world.now + HORIZON_MS);
  world.heal();
  const found = books ? readBooks(life) : 0;
  for (let i = 0; i < found; i++) world.count('found only in the books');
  if (found > 0) drained = world.run(world.now + HORIZON_MS);
  readAtRest(life, drained, seed % 16 === 0);
  if (world.profile.healthy) healthy(life);
  return { seed, violations: world.violations, counts: world.counts, events: world.events, hash: world.hash >>> 0, lines: world.diary };
}

/** Calls are made the same way in every life; one lives at a time. */
let now: Life;
const its = (): Life => now;
const handlers = new Map<string, Handler>();
for (const calls of [new HisCalls(its), new ChannelCalls(its), new InsurerCalls(its), new ServiceCalls(its)]) calls.addTo(handlers);

function populate(world: World, bug: Bug | null, dice: Random): { life: Life; people: People } {
  const laws = new Laws(world);
  const cashFen = dice.chance(0.1) ? 0 : dice.between(1000, 20_000);
  const his = new His(world, laws, TOTAL_FEN);
  const service = (name: string): Service => new Service(name, world, laws, handlers);
  const road = (party: string, sender: () => Service, isDown: () => boolean = () => false): Road =>
    new Road(world, party, (activity, what) => laws.sends(sender(), activity, what), isDown);
  const life: Life = {
    world,
    kinds: kindsFor(bug),
    his,
    channel: new Channel(world, laws),
    centre: new Centre(world, laws, cashFen),
    toHis: road(
      'his',
      () => now.order,
      () => his.downUntil > world.now && world.faulty,
    ),
    toChannel: road('channel', () => life.payment),
    toCentre: road('centre', () => life.insurance),
    order: service('order'),
    payment: service('payment'),
    insurance: service('insurance'),
    orderDesk: new OrderDesk(its),
    paymentDesk: new PaymentDesk(its),
    insuranceDesk: new InsuranceDesk(its, dice.chance(0.5)),
  };
  now = life;
  laws.life = life;
  const people = new People(life, life.orderDesk, dice.chance(0.8) ? 'INSURED' : 'SELF_PAID');
  life.order.alongside = life.orderDesk.alongside;
  life.insurance.alongside = (_kind, _before, after) => oneStands(life, after as { settlementNo: string; orderNo: string; state: string });
  life.order.onCommit = (row) => {
    if (row.kind.name === 'order') people.see(row.state as Order);
  };
  life.order.onCase = (file) => people.call(file);
  for (const one of [life.payment, life.insurance]) one.onAnnounced = (announced) => publish(life, announced);
  life.channel.tell = (notice, acknowledged) => {
    const worker = life.payment.anyWorker();
    if (!worker) return acknowledged(false);
    worker.now(() => {
      const taken = life.paymentDesk.callback(worker, notice);
      if (taken) laws.acknowledged(notice);
      acknowledged(taken && !world.fails(world.profile.replyLost));
    });
    if (!worker.alive) acknowledged(false);
  };
  return { life, people };
}

/** settlement_standing: at most one generation of an order may stand. */
function oneStands({ insurance }: Life, after: { settlementNo: string; orderNo: string; state: string }): string | undefined {
  const stands = ['SETTLING', 'SETTLED', 'REVERSING'];
  if (!stands.includes(after.state)) return undefined;
  for (const row of insurance.rows.values()) {
    const other = row.state as typeof after;
    if (other.settlementNo !== after.settlementNo && other.orderNo === after.orderNo && stands.includes(other.state))
      return 'INTERNAL_ERROR';
  }
  return undefined;
}

/** The outbox's relay and the stream: at least once, late, out of order. */
function publish(life: Life, announced: Announced): void {
  const { world } = life;
  if (!TAKEN.some((subject) => announced.subject.includes(subject))) return;
  const deliver = (ms: number): void =>
    world.after(ms, () => {
      const worker = life.order.anyWorker();
      if (!worker) return deliver(1000);
      worker.now(() => {
        if (!life.orderDesk.take(worker, announced)) deliver(30_000);
      });
      if (!worker.alive) deliver(30_000);
    });
  deliver(world.fails(world.profile.factLate) ? world.random.between(1000, 10 * MINUTE) : world.random.between(1, 300));
  if (world.fails(world.profile.factTwice)) deliver(world.random.between(1, 20 * MINUTE));
}

/** What happens outside: other bills of the person, the doctor, the window, a HIS that is down. */
function fate(life: Life, dice: Random): void {
  const { centre, his, insurance, world } = life;
  const { profile } = world;
  const sometime = (act: () => void): void => world.after(dice.between(1000, 20 * MINUTE), act);
  if (dice.chance(profile.otherSettlement)) {
    sometime(() => {
      centre.others += dice.between(-3000, 3000);
      world.note('centre', 'another settlement of this person');
    });
  }
  if (dice.chance(profile.laneBusy)) {
    const [from, ms] = [dice.between(1000, 60_000), dice.between(1000, 8 * MINUTE)];
    world.after(from, () => {
      if (!insurance.laneHeldBy('national:N1', null)) insurance.busyLanes.set('national:N1', world.now + ms);
    });
  }
  for (let times = 0; times < 5 && dice.chance(profile.streamLost); times++) {
    sometime(() => {
      for (const service of [life.payment, insurance]) for (const announced of service.outbox) publish(life, announced);
    });
  }
  if (dice.chance(profile.billChanges)) sometime(() => his.meddle());
  if (profile.hisDownMs > 0) sometime(() => (his.downUntil = world.now + profile.hisDownMs));
}

/** In a healthy world everything goes well, however slow the parties are. */
function healthy(life: Life): void {
  for (const row of life.order.rows.values()) {
    if (row.kind.name === 'order' && (row.state as Order).phase !== 'CONFIRMED') {
      life.world.broken('0 a healthy life ends well', (row.state as Order).phase);
    }
  }
  for (const service of [life.order, life.payment, life.insurance]) {
    for (const file of service.cases.values()) life.world.broken('0 a healthy life needs no case', file.reason);
  }
}
