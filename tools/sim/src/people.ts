import type { Fact } from '@meridian/kernel/machine';
import type { Outcome } from '@meridian/kernel/outcome';
import type { Order } from '@meridian/order/domain/order';
import type { Collection } from '@meridian/payment/domain/collection';
import type { CaseFile } from './engine/types';
import type { Life } from './life';
import { MINUTE } from './profile';
import type { OrderDesk } from './services/order-desk';
import { type Answering, ask } from './wire';

const NOT_NOW = ['SERVICE_SILENT', 'SERVICE_UNAVAILABLE', 'INTERNAL_ERROR'];
const CHOICE = { channel: 'wechat', product: 'JSAPI', payerId: 'openid' };
const ACTS = ['DRAFT', 'QUOTED', 'INSURING', 'PAYING', 'CLOSING', 'PAID', 'CONFIRMED'];

/** The patient, who changes his mind, and the cashier, who decides. They know what they are shown. */
export class People {
  private keys = 0;
  private readonly done = new Set<string>();
  private readonly steady: boolean;

  constructor(
    private readonly life: Life,
    private readonly desk: OrderDesk,
    private readonly mode: Order['payMode'],
  ) {
    this.steady = life.world.profile.healthy;
  }

  start(): void {
    const { world } = this.life;
    this.create('create', this.mode);
    if (world.fails('secondOrder')) {
      world.after(world.random.between(1000, 20 * MINUTE), () => {
        this.create('create at the kiosk', world.random.chance(0.5) ? 'INSURED' : 'SELF_PAID');
      });
    }
  }

  private create(what: string, mode: Order['payMode']): void {
    const { his, world } = this.life;
    const key = this.key('create');
    this.request(what, this.desk.create(key, mode, his.billHash), 6);
    if (world.fails('keyReused')) world.after(world.random.between(1, 20_000), () => this.reuse(key, mode));
  }

  /** 16: a broken app sends its request again under the same key, and then another one. */
  private reuse(key: string, mode: Order['payMode']): void {
    const { his, order, world } = this.life;
    const first = order.keys.get(key);
    if (!first) return;
    world.happens('a known key with another request');
    const again = (payMode: Order['payMode'], heard: (outcome: Outcome<unknown>) => void): void =>
      ask(world, { to: order, what: 'create', answering: this.desk.create(key, payMode, his.billHash), heard });
    again(mode, (outcome) => {
      const same = outcome.ok ? (outcome.value as Order).orderNo === first.id : NOT_NOW.includes(outcome.code);
      world.holds('16 the same request gets the same answer', same, key);
    });
    again(mode === 'INSURED' ? 'SELF_PAID' : 'INSURED', (outcome) => {
      const refused = !outcome.ok && (outcome.code === 'IDEMPOTENCY_KEY_REUSED' || NOT_NOW.includes(outcome.code));
      world.holds('16 a known key with another request is refused', refused, key);
    });
  }

  /** Sees the order as it is now, and does something about it after a while; once for everything that is new to him. */
  see(order: Order): void {
    const { orderNo, phase, generation, opened, consentUntil, legs, fingerprint, reason } = order;
    if (!ACTS.includes(phase)) return;
    const asked = (opened ? 1 : 0) + (consentUntil ? 2 : 0);
    const sight = `${orderNo}.${generation}.${phase}.${asked}.${legs.cash}.${fingerprint}.${reason}`;
    if (this.done.has(sight)) return;
    this.done.add(sight);
    const { random } = this.life.world;
    const thinksMs = this.steady ? 5000 : random.chance(0.15) ? 5 * MINUTE : 40_000;
    this.life.world.after(random.between(300, thinksMs), () => this.act(orderNo, phase));
  }

  private act(orderNo: string, phase: Order['phase']): void {
    const order = this.life.order.read<Order>(orderNo);
    if (order?.phase !== phase) return;
    const impatient = this.life.world.fails('impatience');
    switch (phase) {
      case 'QUOTED':
        this.agree(order, impatient);
        return;
      case 'PAYING':
        this.payOrNot(order, impatient);
        return;
      case 'CONFIRMED':
        this.regret(order);
        return;
      default:
        if (impatient) this.tire(order);
    }
  }

  private tire(order: Order): void {
    const kinds = ['cancelAsked', 'selfPayChosen', 'settleAsked'] as const;
    this.say(order, this.life.world.random.pick(kinds));
  }

  private agree(order: Order, impatient: boolean): void {
    const fate = this.steady ? 0 : this.life.world.random.next();
    if (fate < 0.8) {
      this.say(order, 'settleAsked');
      if (impatient) this.say(order, 'settleAsked');
    } else if (fate < 0.88) this.say(order, 'cancelAsked');
    else if (fate < 0.96) this.say(order, 'selfPayChosen');
  }

  private payOrNot(order: Order, impatient: boolean): void {
    const { world } = this.life;
    const fate = this.steady ? 0 : world.random.next();
    if (order.consentUntil !== null || order.legs.cash === 'none') {
      if (order.reason === 'INSURED_DIFFERS') world.happens('a settlement that cost more than its quote');
      if (fate < 0.7) this.say(order, 'settleAsked');
      else if (fate < 0.8) this.say(order, 'cancelAsked');
      return;
    }
    if (!order.opened) {
      if (impatient) this.tire(order);
      return;
    }
    const near = (order.payUntil ?? world.now) - world.now;
    if (fate < 0.6) this.pay(order, 0);
    else if (fate < 0.8) this.pay(order, Math.max(0, near - world.random.between(-3000, 25_000)));
    if (impatient) world.after(world.random.between(0, 2 * MINUTE), () => this.say(order, 'cancelAsked'));
  }

  /** Whichever payment he has been shown. */
  private pay({ orderNo, generation }: Order, afterMs: number): void {
    const { channel, payment, world } = this.life;
    world.after(afterMs, () => {
      for (const row of payment.rows.values()) {
        const collection = row.state as Collection;
        if (collection.orderNo !== orderNo || collection.generation !== generation) continue;
        const shown = collection.legs.flatMap((leg) => leg.attempts).filter((one) => one.opened);
        if (shown.length > 0) channel.pay(world.random.pick(shown).outTradeNo);
      }
    });
  }

  private regret(order: Order): void {
    const { world } = this.life;
    if (!world.random.chance(0.35)) return;
    world.after(world.random.between(1000, world.random.chance(0.5) ? 2 * MINUTE : 90 * MINUTE), () => {
      this.request('refund', this.desk.refund(this.key('refund'), order.orderNo), 6);
      if (!this.steady && world.random.chance(0.3)) this.request('refund', this.desk.refund(this.key('refund'), order.orderNo), 6);
    });
  }

  /** The cashier: keep or undo a confirm that nobody answers. */
  call(file: CaseFile): void {
    if (file.reason !== 'his.confirm.silent') return;
    const { random } = this.life.world;
    const resolution = random.chance(0.5) ? 'keep' : 'undo';
    this.life.world.after(random.between(MINUTE, 60 * MINUTE), () => {
      if (resolution === 'undo') this.life.world.happens('a person’s undo');
      this.request(resolution, this.desk.resolve(file.id, resolution), 6);
    });
  }

  private say(order: Order, kind: 'cancelAsked' | 'selfPayChosen' | 'settleAsked'): void {
    const id = this.key(kind);
    const choice = order.split?.cashFen === 0 ? null : CHOICE;
    const fact = kind === 'settleAsked' ? { kind, id, fingerprint: order.fingerprint ?? '', choice } : { kind, id };
    this.request(kind, this.desk.say(id, order.orderNo, fact as Fact), 6);
  }

  /** With one key until it is answered: an app that tries again. */
  private request(what: string, answering: Answering, tries: number): void {
    const { order, world } = this.life;
    world.note('people', what);
    const heard = (outcome: Outcome<unknown>): void => {
      if (outcome.ok || !NOT_NOW.includes(outcome.code) || tries === 0) return;
      world.after(world.random.between(1000, 10_000), () => this.request(what, answering, tries - 1));
    };
    ask(world, { to: order, what, answering, heard });
  }

  private key(what: string): string {
    return `${what}-${++this.keys}`;
  }
}
