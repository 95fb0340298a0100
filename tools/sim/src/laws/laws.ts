import type { Fact } from '@meridian/kernel/machine';
import type { Split } from '@meridian/kernel/split';
import type { Order } from '@meridian/order/domain/order';
import type { Collection } from '@meridian/payment/domain/collection';
import type { Service, Watcher } from '../engine/service';
import type { Commit } from '../engine/types';
import type { Life } from '../life';
import type { Callback } from '../parties/trade';
import type { Witness } from '../parties/witness';
import type { World } from '../world';
import { hasCase } from './cases';
import { Commits } from './commits';
import { Sends } from './sends';
import { Words } from './words';

/**
 * What must hold after every event (facts/reliability.md 5.3; the numbers are theirs): what is written (commits.ts), what leaves the house
 * (sends.ts), what a fact may say (words.ts), and here what the outside parties really do. What can only be seen at rest stands in at-rest.ts.
 */
export class Laws implements Watcher, Witness {
  readonly sends: Sends;
  private readonly commits: Commits;
  private readonly words: Words;

  constructor(
    private readonly world: World,
    private readonly life: () => Life,
  ) {
    this.commits = new Commits(world);
    this.sends = new Sends(world);
    this.words = new Words(world, life);
  }

  committed(service: Service, commit: Commit): void {
    const { row, fact, decision } = commit;
    this.commits.read(service, commit);
    this.sends.answered(row.orderNo, fact);
    this.words.read(row.kind.name, fact as Fact & Record<string, unknown>, decision.state);
  }

  private order(orderNo: string): Order | undefined {
    return this.life().order.read<Order>(orderNo);
  }

  /** 1, 20: the HIS books an order as paid. */
  hisConfirmed(orderNo: string, generation: number, split: Split): void {
    const { centre, his } = this.life();
    const order = this.order(orderNo);
    if (!order) return;
    const { world } = this;
    world.holds('20 no confirm after the cancel', order.phase !== 'CANCELLED', orderNo);
    world.holds('20 one confirm an order', his.confirmsOf(orderNo) === 1, orderNo);
    world.holds('1 the HIS books no dead generation', order.generation === generation, orderNo);
    world.holds('1 the HIS books the bill the patient agreed to', order.bill.billHash === his.billHash, orderNo);
    if (order.payMode === 'INSURED') {
      const fits = centre.standing(orderNo).some((one) => one.split.cashFen === split.cashFen && one.split.fundFen === split.fundFen);
      world.holds('1 the HIS books insurance money that is there', fits, orderNo);
    } else world.holds('1 no insured split on a self-paid bill', split.fundFen + split.accountFen === 0, orderNo);
    world.holds('1 the HIS books cash that is there', this.cashFen(orderNo) >= split.cashFen, orderNo);
  }

  /** Paid for the order at the channel and not on its way back. */
  private cashFen(orderNo: string): number {
    const { channel } = this.life();
    let cashFen = 0;
    for (const trade of channel.trades.values())
      if (trade.state === 'paid' && trade.outTradeNo.startsWith(orderNo)) cashFen += trade.amountFen;
    for (const back of channel.refunds.values())
      if (back.outTradeNo.startsWith(orderNo) && back.state !== 'closed' && back.state !== 'abnormal') cashFen -= back.amountFen;
    return cashFen;
  }

  /** Close before reverse; and nothing back from under goods that were handed out. */
  centreReverses(orderNo: string, settlementId: string): void {
    const order = this.order(orderNo);
    if (order?.settlementId !== settlementId) return;
    // With the money in, another number is only surplus; without it, it is the order's.
    const open = order.captured ? undefined : this.life().channel.payable(orderNo);
    this.world.holds('2 the channel is dead before the insurance goes back', open === undefined, orderNo);
    this.underGoods(orderNo);
  }

  /** In a refund the insurer comes first: what may be refused before what can always be repeated. */
  moneyGoesBack(outTradeNo: string): void {
    const orderNo = outTradeNo.slice(0, 18);
    const order = this.order(orderNo);
    if (order?.captured?.outTradeNo !== outTradeNo) return;
    if (order.phase === 'CONFIRMED' && order.payMode === 'INSURED') {
      const stands = this.stands(orderNo, order.settlementId);
      this.world.holds('2 cash goes back after the insurance', !stands, outTradeNo);
    }
    this.underGoods(orderNo);
  }

  private stands(orderNo: string, settlementId: string | null): boolean {
    return this.life()
      .centre.standing(orderNo)
      .some((one) => one.settlementId === settlementId);
  }

  private underGoods(orderNo: string): void {
    const life = this.life();
    // A person is on it already where a reversal was refused and a duplicate of it is carried out after all.
    const under = life.his.delivered && life.his.standing(orderNo) !== undefined && !hasCase(life, orderNo);
    this.world.holds('2 no money goes back for goods that were handed out', !under, orderNo);
  }

  delivered(orderNo: string): void {
    const life = this.life();
    const order = this.order(orderNo);
    if (!order || hasCase(life, orderNo)) return;
    const gone = order.payMode === 'INSURED' && life.centre.standing(orderNo).length === 0;
    const owed = this.cashFen(orderNo) < (order.split?.cashFen ?? 0);
    this.world.holds('2 no goods for money that went back', !gone && !owed, orderNo);
  }

  /** A number that was called dead stays so. */
  channelOpened(outTradeNo: string): void {
    const legs = this.life().payment.read<Collection>(outTradeNo.slice(0, 19))?.legs ?? [];
    const dead = legs.some((leg) => leg.attempts.some((one) => one.outTradeNo === outTradeNo && one.state === 'dead'));
    this.world.holds('2 a number called dead stays dead', !dead, outTradeNo);
    const order = this.order(outTradeNo.slice(0, 18));
    // With the money in, another number is only surplus, which goes back by itself.
    const over = order?.phase === 'CANCELLED' && !order.captured;
    this.world.holds('2 no number is opened for a cancelled order', !over, outTradeNo);
  }

  /** 17: what was acknowledged is written. */
  acknowledged(notice: Callback): void {
    if (!('payment' in notice)) return;
    const { outTradeNo, transactionId } = notice.payment;
    const captures = this.life().payment.read<Collection>(outTradeNo.slice(0, 19))?.captures ?? [];
    const known = captures.some((one) => one.transactionId === transactionId);
    this.world.holds('17 an acknowledged callback is written', known, transactionId);
  }

  /** A refund is booked when the money is back. */
  hisBooked(orderNo: string): void {
    const order = this.order(orderNo);
    const stands = this.stands(orderNo, order?.settlementId ?? null);
    this.world.holds('1 a refund is booked when the insurance is back', !stands, orderNo);
    const captured = order?.captured;
    if (!captured) return;
    let backFen = 0;
    for (const back of this.life().channel.refunds.values())
      if (back.outTradeNo === captured.outTradeNo && back.state === 'succeeded') backFen += back.amountFen;
    this.world.holds('1 a refund is booked when the cash is back', backFen === captured.amountFen, orderNo);
  }
}
