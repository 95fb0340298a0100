import type { Decision, Fact } from '@meridian/kernel/machine';
import { type Split, splitError } from '@meridian/kernel/split';
import type { Order } from '@meridian/order/domain/order';
import { type Collection, refundableFen } from '@meridian/payment/domain/collection';
import { hasCase } from './cases';
import type { Service } from './engine/service';
import type { Activity, Row } from './engine/types';
import type { Life } from './life';
import type { Callback } from './parties/channel';
import { Words } from './words';
import type { World } from './world';

const ENDS: Readonly<Record<string, readonly string[]>> = { order: ['CONFIRMED', 'CANCELLED'], refund: ['DONE', 'DROPPED'] };
const MONEY = /^(?:open|close|refund|2207|2208|2601|confirm|cancel|release|hold|book-refund)\b/;

/**
 * What must hold after every event (facts/reliability.md 5.3; the numbers are theirs). What can only be seen at rest stands in at-rest.ts.
 */
export class Laws {
  life: Life | undefined;
  /** Order → the 2207 whose fate is not known yet. */
  private readonly settling = new Map<string, string>();
  /** Refund (without its try) → the number whose fate is not known yet. */
  private readonly refunding = new Map<string, string>();
  private readonly confirming = new Set<string>();

  private readonly words: Words;

  constructor(private readonly world: World) {
    this.words = new Words(world, () => this.life);
  }

  private order(orderNo: string): Order | undefined {
    return this.life?.order.read<Order>(orderNo);
  }

  /** 3, 4, 5, 12: of every commit. */
  committed(service: Service, row: Row, { before, fact, decision }: { before: unknown; fact: Fact; decision: Decision<unknown> }): void {
    const { kind } = row;
    const [from, to] = [kind.phaseOf(before), kind.phaseOf(decision.state)];
    const cell = kind.moves[from]?.[kind.factKindOf(before, fact)];
    const where = `${kind.name} ${from} ${fact.kind}`;
    if (decision.rule === 'alarm') this.world.broken('12 a cell nobody may reach', where);
    if (decision.rule === 'move' ? cell?.rule !== 'move' || !cell.to.includes(to) : from !== to) {
      this.world.broken('12 legal transitions', `${where} -> ${to} by ${decision.rule}`);
    }
    if (from !== to && ENDS[kind.name]?.includes(from)) this.world.broken('12 nothing leaves an end', where);
    if (kind.name === 'order') this.ordered(decision.state as Order);
    if (kind.name === 'collection') this.collected(row, decision.state as Collection, fact);
    if (kind.name === 'settlement' && ['insured', 'settleRefused', 'revoked'].includes(fact.kind)) this.settling.delete(row.orderNo);
    this.words.read(kind.name, fact as Fact & Record<string, unknown>, decision.state);
    if (fact.kind === 'drafted') this.claimed(service);
    if (kind.name === 'refund' && fact.kind === 'approved') this.refundsOf(service, row.orderNo);
  }

  private refundsOf(service: Service, orderNo: string): void {
    let live = 0;
    for (const row of service.rows.values())
      if (row.kind.name === 'refund' && row.orderNo === orderNo && row.kind.phaseOf(row.state) !== 'DROPPED') live++;
    if (live > 1) this.world.broken('5 one live refund an order', orderNo);
  }

  /** One live order a bill. */
  private claimed(service: Service): void {
    let live = 0;
    for (const row of service.rows.values()) {
      if (row.kind.name === 'order' && (row.state as Order).phase !== 'CANCELLED') live++;
      if (row.kind.name === 'refund' && row.kind.phaseOf(row.state) === 'DONE') live--;
    }
    if (live > 1) this.world.broken('3 one live order a bill', `${live} orders`);
  }

  private ordered(order: Order): void {
    if (order.split && (splitError(order.split) !== 0 || order.split.totalFen !== order.bill.totalFen)) {
      this.world.broken('4 the parts add up to the total', order.orderNo);
    }
  }

  private collected(row: Row, collection: Collection, fact: Fact): void {
    if (!['paid', 'refundAsked', 'refundClosed', 'refundSucceeded', 'refundFailed'].includes(fact.kind)) return;
    for (const leg of collection.legs) {
      const numbers = leg.attempts.map((one) => one.outTradeNo);
      const winners = collection.captures.filter((one) => !one.surplus && numbers.includes(one.outTradeNo));
      if (winners.length > 1) this.world.broken('3 one successful payment a leg', row.id);
    }
    if (collection.captures.some((one) => refundableFen(collection, one.outTradeNo) < 0))
      this.world.broken('5 refunds within the payment', row.id);
    if (fact.kind === 'refundClosed' || fact.kind === 'refundSucceeded' || fact.kind === 'refundFailed') {
      const number = (fact as Fact & { outRefundNo: string }).outRefundNo;
      this.refunding.delete(number.slice(0, 22));
    }
  }

  /** 13, 14, 15: of every message that leaves. */
  sends(service: Service, { call, epoch, worker }: Activity, what: string): void {
    if (what === 'query-confirm') this.confirming.delete(call.key);
    if (!MONEY.test(what)) return;
    if (service.calls.get(call.key) !== call) this.world.broken('13 an intent before every money call', what);
    if (call.epoch !== epoch) this.world.broken('15 a worker that lost a call sends nothing', `${what} by worker ${worker.id}`);
    if (call.lane !== null && (service.laneBusy(call.lane) || service.laneHeldBy(call.lane, call))) {
      this.world.broken('14 one insurer write a person at a time', what);
    }
    const [verb, number = ''] = what.split(' ');
    if (verb === '2207') {
      if (this.settling.has(call.orderNo)) this.world.broken('14 no second 2207 while the first is unknown', what);
      this.settling.set(call.orderNo, number);
    }
    if (verb === 'refund') {
      const base = number.slice(0, 22);
      const known = this.refunding.get(base);
      if (known !== undefined && known !== number) this.world.broken('5 one number a refund, a new one only when it is closed', what);
      this.refunding.set(base, number);
    }
    if (verb === 'open') {
      const collection = service.read<Collection>(call.aggregateId);
      const known = collection?.legs.some((leg) => leg.attempts.some((one) => one.outTradeNo === number));
      if (!known) this.world.broken('13 an intent before every money call', what);
    }
    if (verb === 'confirm') {
      if (this.confirming.has(call.key)) this.world.broken('14 an unknown confirm is asked about before it is sent again', call.key);
      this.confirming.add(call.key);
    }
  }

  /** 1, 20: the HIS books an order as paid. */
  hisConfirmed(orderNo: string, generation: number, split: Split): void {
    const { life } = this;
    const order = this.order(orderNo);
    if (!life || !order) return;
    if (order.phase === 'CANCELLED') this.world.broken('20 no confirm after the cancel', orderNo);
    if (order.generation !== generation) this.world.broken('1 a confirm of a dead generation', orderNo);
    if (order.payMode === 'INSURED') {
      const fits = life.centre.standing(orderNo).some((one) => one.split.cashFen === split.cashFen && one.split.fundFen === split.fundFen);
      if (!fits) this.world.broken('1 the HIS books insurance money that is not there', orderNo);
    } else if (split.fundFen + split.accountFen > 0) this.world.broken('1 an insured split on a self-paid bill', orderNo);
    if (this.cashFen(orderNo) < split.cashFen) this.world.broken('1 the HIS books cash that is not there', orderNo);
  }

  /** Paid for the order at the channel and not on its way back. */
  cashFen(orderNo: string): number {
    const { channel } = this.life as Life;
    let cashFen = 0;
    for (const trade of channel.trades.values())
      if (trade.state === 'paid' && trade.outTradeNo.startsWith(orderNo)) cashFen += trade.amountFen;
    for (const back of channel.refunds.values()) {
      if (back.outTradeNo.startsWith(orderNo) && back.state !== 'closed' && back.state !== 'abnormal') cashFen -= back.amountFen;
    }
    return cashFen;
  }

  /** Close before reverse; and nothing back from under goods that were handed out. */
  centreReverses(orderNo: string, settlementId: string): void {
    const order = this.order(orderNo);
    if (!this.life || order?.settlementId !== settlementId) return;
    // With the money in, another number is only surplus; without it, it is the order's.
    const open = order.captured ? undefined : this.life.channel.payable(orderNo);
    if (open) this.world.broken('2 the insurance goes back while the channel can still be paid', open.outTradeNo);
    this.underGoods(orderNo);
  }

  /** In a refund the insurer comes first: what may be refused before what can always be repeated. */
  moneyGoesBack(outTradeNo: string): void {
    const orderNo = outTradeNo.slice(0, 18);
    const order = this.order(orderNo);
    if (!this.life || order?.captured?.outTradeNo !== outTradeNo) return;
    if (
      order.phase === 'CONFIRMED' &&
      order.payMode === 'INSURED' &&
      this.life.centre.standing(orderNo).some((one) => one.settlementId === order.settlementId)
    ) {
      this.world.broken('2 cash goes back before the insurance', outTradeNo);
    }
    this.underGoods(orderNo);
  }

  private underGoods(orderNo: string): void {
    const life = this.life as Life;
    // A person is on it already where a reversal was refused and a duplicate of it is carried out after all.
    if (life.his.delivered && life.his.standing(orderNo) && !hasCase(life, orderNo))
      this.world.broken('2 money goes back for goods that were handed out', orderNo);
  }

  delivered(orderNo: string): void {
    const { life } = this;
    const order = this.order(orderNo);
    if (!life || !order || hasCase(life, orderNo)) return;
    const insurance = order.payMode === 'INSURED' && life.centre.standing(orderNo).length === 0;
    if (insurance || this.cashFen(orderNo) < (order.split?.cashFen ?? 0)) this.world.broken('2 goods for money that went back', orderNo);
  }

  /** A number that was called dead stays so. */
  channelOpened(outTradeNo: string): void {
    const collection = this.life?.payment.read<Collection>(outTradeNo.slice(0, 19));
    const dead = collection?.legs.some((leg) => leg.attempts.some((one) => one.outTradeNo === outTradeNo && one.state === 'dead'));
    if (dead) this.world.broken('2 a number called dead is opened after all', outTradeNo);
    const order = this.order(outTradeNo.slice(0, 18));
    // With the money in, another number is only surplus, which goes back by itself.
    if (order?.phase === 'CANCELLED' && !order.captured) this.world.broken('2 a number is opened for a cancelled order', outTradeNo);
  }

  /** 17: what was acknowledged is written. */
  acknowledged(notice: Callback): void {
    if (!('payment' in notice)) return;
    const { outTradeNo, transactionId } = notice.payment;
    const known = this.life?.payment.read<Collection>(outTradeNo.slice(0, 19))?.captures.some((one) => one.transactionId === transactionId);
    if (!known) this.world.broken('17 an acknowledged callback is written', transactionId);
  }

  /** A refund is booked when the money is back. */
  hisBooked(orderNo: string): void {
    const { life } = this;
    const order = this.order(orderNo);
    const captured = order?.captured;
    if (!life) return;
    const stands = life.centre.standing(orderNo).some((one) => one.settlementId === order?.settlementId);
    if (stands) this.world.broken('1 a refund is booked while the insurance stands', orderNo);
    if (!captured) return;
    let backFen = 0;
    for (const back of life.channel.refunds.values()) {
      if (back.outTradeNo === captured.outTradeNo && back.state === 'succeeded') backFen += back.amountFen;
    }
    if (backFen !== captured.amountFen) this.world.broken('1 a refund is booked while the cash is away', orderNo);
  }
}
