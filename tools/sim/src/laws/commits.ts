import type { Settlement } from '@meridian/insurance/domain/settlement';
import type { Announcement, Fact } from '@meridian/kernel/machine';
import { splitError } from '@meridian/kernel/split';
import type { Order } from '@meridian/order/domain/order';
import { type Collection, refundableFen } from '@meridian/payment/domain/collection';
import type { Service } from '../engine/service';
import type { Commit, Row } from '../engine/types';
import type { World } from '../world';

const ENDS: Readonly<Record<string, readonly string[]>> = { order: ['CONFIRMED', 'CANCELLED'], refund: ['DONE', 'DROPPED'] };
const MONEY_FACTS = ['paid', 'refundAsked', 'refundClosed', 'refundSucceeded', 'refundFailed'];
const STANDS = ['SETTLING', 'SETTLED', 'REVERSING'];

/** 3, 4, 5, 6, 8, 12: of every commit. */
export class Commits {
  constructor(private readonly world: World) {}

  read(service: Service, commit: Commit): void {
    const { row, fact, decision } = commit;
    this.moved(commit);
    switch (row.kind.name) {
      case 'order':
        this.ordered(decision.state as Order);
        if (fact.kind === 'drafted') this.claimed(service);
        return;
      case 'refund':
        if (fact.kind === 'approved') this.refundsOf(service, row.orderNo);
        return;
      case 'collection':
        if (MONEY_FACTS.includes(fact.kind)) this.collected(commit);
        return;
      default:
        this.settled(service, commit);
    }
  }

  private moved({ row: { kind }, before, fact, decision }: Commit): void {
    const { world } = this;
    const [from, to] = [kind.phaseOf(before), kind.phaseOf(decision.state)];
    const cell = kind.moves[from]?.[kind.factKindOf(before, fact)];
    const legal = decision.rule === 'move' ? cell?.rule === 'move' && cell.to.includes(to) : from === to;
    world.holds('12 no cell that nobody may reach', decision.rule !== 'alarm', from, fact.kind);
    world.holds('12 legal transitions', legal, fact.kind, to);
    world.holds('12 nothing leaves an end', from === to || !ENDS[kind.name]?.includes(from), from, fact.kind);
  }

  private ordered({ split, bill, orderNo }: Order): void {
    if (!split) return;
    this.world.holds('4 the parts add up to the total', splitError(split) === 0 && split.totalFen === bill.totalFen, orderNo);
  }

  /** One live order a bill. */
  private claimed(service: Service): void {
    let live = 0;
    for (const row of service.rows.values()) {
      if (row.kind.name === 'order' && (row.state as Order).phase !== 'CANCELLED') live++;
      if (row.kind.name === 'refund' && row.kind.phaseOf(row.state) === 'DONE') live--;
    }
    this.world.holds('3 one live order a bill', live <= 1, String(live));
  }

  private refundsOf(service: Service, orderNo: string): void {
    let live = 0;
    for (const row of service.rows.values())
      if (row.kind.name === 'refund' && row.orderNo === orderNo && row.kind.phaseOf(row.state) !== 'DROPPED') live++;
    this.world.holds('5 one live refund an order', live <= 1, orderNo);
  }

  private collected({ row, before, fact, decision }: Commit): void {
    const { world } = this;
    const [was, is] = [before as Collection, decision.state as Collection];
    for (const leg of is.legs) {
      let winners = 0;
      for (const one of is.captures) if (!one.surplus && leg.attempts.some((tried) => tried.outTradeNo === one.outTradeNo)) winners++;
      world.holds('3 one successful payment a leg', winners <= 1, row.id);
    }
    for (const one of is.captures) world.holds('5 refunds within the payment', refundableFen(is, one.outTradeNo) >= 0, row.id);
    const captured = is.captures.length - was.captures.length;
    const said = count(decision.announcements, 'payment-captured');
    if (captured > 0 || said > 0) world.holds('6 a money fact is announced in its commit', captured === said, row.id, fact.kind);
    this.resolved(was, is, { row, fact, announcements: decision.announcements });
  }

  /** 8: what was committed is paid back at most once, and never more than was committed. */
  private resolved(
    was: Collection,
    is: Collection,
    { row, fact, announcements }: { row: Row; fact: Fact; announcements: readonly Announcement[] },
  ): void {
    let done = 0;
    for (const [at, refund] of is.refunds.entries()) {
      const known = was.refunds[at];
      const ends = refund.state === 'SUCCEEDED' && known?.state !== 'SUCCEEDED';
      if (ends) done++;
      const sound = known ? known.amountFen === refund.amountFen && (known.state !== 'SUCCEEDED' || refund.state === 'SUCCEEDED') : !ends;
      this.world.holds('8 a pending refund is resolved once', sound, refund.outRefundNo);
    }
    const said = count(announcements, 'refund-succeeded');
    if (done > 0 || said > 0) this.world.holds('6 a money fact is announced in its commit', done === said, row.id, fact.kind);
  }

  private settled(service: Service, { row, before, fact, decision }: Commit): void {
    const { world } = this;
    const [was, is] = [before as Settlement, decision.state as Settlement];
    const news = is.settled !== null && is.settled.settlementId !== was.settled?.settlementId;
    const said = count(decision.announcements, 'settlement-insured') > 0;
    if (news || said) world.holds('6 a money fact is announced in its commit', news === said, row.id, fact.kind);
    if (!STANDS.includes(is.state)) return;
    let standing = 0;
    for (const other of service.rows.values())
      if (other.orderNo === row.orderNo && STANDS.includes((other.state as Settlement).state)) standing++;
    world.holds('3 one settlement stands an order', standing <= 1, row.orderNo);
  }
}

function count(announcements: readonly Announcement[], what: string): number {
  let n = 0;
  for (const one of announcements) if (one.subject.includes(what)) n++;
  return n;
}
