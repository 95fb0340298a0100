import type { Order } from '@meridian/order/domain/order';
import type { Bug } from './bugs/bug';
import { ChannelCalls } from './drivers/channel-calls';
import { HisCalls } from './drivers/his-calls';
import { InsurerCalls } from './drivers/insurer-calls';
import { ServiceCalls } from './drivers/service-calls';
import { Service } from './engine/service';
import type { Handler, Kind } from './engine/types';
import { fate, publish } from './fate';
import { readAtRest, readHealthy } from './laws/at-rest';
import { readBooks } from './laws/books';
import { Laws } from './laws/laws';
import type { Life } from './life';
import { Centre, TOTAL_FEN } from './parties/centre';
import { Channel } from './parties/channel';
import { His } from './parties/his';
import { People } from './people';
import { drawProfile, MINUTE, type Needs } from './profile';
import { Random } from './random';
import { InsuranceDesk } from './services/insurance-desk';
import { type Kinds, kindsWith } from './services/kinds';
import { OrderDesk } from './services/order-desk';
import { PaymentDesk } from './services/payment-desk';
import { Tally } from './tally';
import { Road } from './wire';
import { type Violation, World } from './world';

const HORIZON_MS = 5 * 24 * 60 * MINUTE;

export interface Lived {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly events: number;
  readonly hash: number;
  readonly lines: readonly string[] | null;
}

export interface LiveOptions {
  readonly bug?: Bug | null;
  readonly trace?: boolean;
  /** Faults that must be on: a hunt for a planted bug that only they can show. */
  readonly needs?: Needs | null;
  /** Whether the next day's books are read before the laws of rest. */
  readonly books?: boolean;
  /** Where everything is counted. */
  readonly tally?: Tally;
}

/** One life: one bill, one patient, from the first click until nothing is left to happen; then the books, then the laws. */
export function live(
  seed: number,
  { bug = null, trace = false, needs = null, books = true, tally = new Tally() }: LiveOptions = {},
): Lived {
  const dice = new Random(seed * 2 + 1);
  const profile = drawProfile(dice, needs);
  const healsAt = 60_000 + dice.between(10, 120) * MINUTE;
  const world = new World({ seed, profile, bug, diary: trace ? [] : null, healsAt, tally });
  const { life, people } = populate(world, kindsFor(bug), dice);
  people.start();
  fate(life, orderDesk, dice);
  let drained = world.run(world.now + HORIZON_MS);
  world.heal();
  const booksAt = world.now;
  if (books && readBooks(life) > 0) drained = world.run(world.now + HORIZON_MS);
  readAtRest(life, { drained, booksAt, history: seed % 32 === 0 });
  if (profile.healthy) readHealthy(life);
  return { seed, violations: world.violations, events: world.events, hash: world.hash >>> 0, lines: world.diary };
}

const plain = kindsWith(null);
let planted: { bug: Bug; kinds: Kinds } | undefined;

function kindsFor(bug: Bug | null): Kinds {
  if (!bug) return plain;
  if (planted?.bug !== bug) planted = { bug, kinds: kindsWith(bug) };
  return planted.kinds;
}

/** Requests and calls are handled the same way in every life; one lives at a time. */
let now: Life;
const its = (): Life => now;
const orderDesk = new OrderDesk(its);
const paymentDesk = new PaymentDesk(its);
const insuranceDesk = new InsuranceDesk(its);
const handlers = new Map<string, Handler>();
for (const calls of [new HisCalls(its), new ChannelCalls(its), new InsurerCalls(its), new ServiceCalls(its, insuranceDesk, paymentDesk)]) {
  calls.addTo(handlers);
}

function populate(world: World, kinds: Kinds, dice: Random): { life: Life; people: People } {
  const laws = new Laws(world, its);
  const cashFen = dice.chance(0.1) ? 0 : dice.between(1000, 20_000);
  const his = new His(world, laws, TOTAL_FEN);
  const service = (name: string): Service => new Service(name, world, laws, handlers);
  const [order, payment, insurance] = [service('order'), service('payment'), service('insurance')];
  const up = (): boolean => false;
  const road = (party: string, sender: Service, isDown: () => boolean): Road =>
    new Road(world, party, (activity, verb, about) => laws.sends.sent(sender, activity, verb, about), isDown);
  const life: Life = {
    world,
    kinds,
    his,
    channel: new Channel(world, laws),
    centre: new Centre(world, laws, cashFen),
    toHis: road('his', order, () => his.downUntil > world.now && world.faulty),
    toChannel: road('channel', payment, up),
    toCentre: road('centre', insurance, up),
    order,
    payment,
    insurance,
    claims: new Map(),
    visitImported: dice.chance(0.5),
    numbers: { orders: 0, messages: 0 },
  };
  now = life;
  const people = new People(life, orderDesk, dice.chance(0.8) ? 'INSURED' : 'SELF_PAID');
  connect(life, laws, people);
  return { life, people };
}

/** Who hears of what is written and announced. */
function connect(life: Life, laws: Laws, people: People): void {
  const { channel, insurance, order, payment, world } = life;
  order.alongside = orderDesk.alongside;
  insurance.alongside = (_kind: Kind, _before: unknown, after: unknown) => oneStands(life, after as Standing);
  order.onCommit = (row) => {
    if (row.kind.name === 'order') people.see(row.state as Order);
  };
  order.onCase = (file) => people.call(file);
  for (const one of [payment, insurance]) one.onAnnounced = (announced) => publish(life, orderDesk, announced);
  channel.tell = (notice, acknowledged) => {
    const worker = payment.crew.anyWorker();
    if (!worker) {
      acknowledged(false);
      return;
    }
    worker.now(() => {
      const taken = paymentDesk.callback(worker, notice);
      if (taken) laws.acknowledged(notice);
      acknowledged(taken && !world.fails('replyLost'));
    });
    if (!worker.alive) acknowledged(false);
  };
}

interface Standing {
  readonly settlementNo: string;
  readonly orderNo: string;
  readonly state: string;
}

const STANDS = ['SETTLING', 'SETTLED', 'REVERSING'];

/** settlement_standing: at most one generation of an order may stand. */
function oneStands({ insurance }: Life, after: Standing): string | undefined {
  if (!STANDS.includes(after.state)) return undefined;
  for (const row of insurance.rows.values()) {
    const other = row.state as Standing;
    if (other.settlementNo !== after.settlementNo && other.orderNo === after.orderNo && STANDS.includes(other.state))
      return 'INTERNAL_ERROR';
  }
  return undefined;
}
