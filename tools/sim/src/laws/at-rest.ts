import type { Order } from '@meridian/order/domain/order';
import type { Refund } from '@meridian/order/domain/refund';
import type { Row } from '../engine/types';
import type { Life } from '../life';
import { MINUTE } from '../profile';
import { announced } from './announced';
import { hasCase, services } from './cases';

/** Once nothing fails any more: a draft's window, the window to pay, a person's hour, and what a close or a reversal takes. */
const IN_TIME_MS = 150 * MINUTE;

export interface Rest {
  /** Nothing was left to do. */
  readonly drained: boolean;
  /** When the next day began: what moved before it moved by itself. */
  readonly booksAt: number;
  /** Whether every aggregate's history is played again: it costs as much as the life did. */
  readonly history: boolean;
}

/** What must hold when nothing is left to happen. */
export function readAtRest(life: Life, { drained, booksAt, history }: Rest): void {
  const { order, world } = life;
  for (const row of order.rows.values()) {
    if (row.kind.name !== 'order') continue;
    const state = row.state as Order;
    const inCase = hasCase(life, state.orderNo);
    if (inCase) world.tally.ended('in a case');
    world.tally.ended(state.phase);
    ended(life, state, inCase);
    if (!inCase) {
      money(life, state);
      const late = lastMove(row, booksAt) - Math.max(row.log[0]?.at ?? 0, world.healsAt);
      world.holds('19 in time, once nothing fails any more', late <= IN_TIME_MS, state.phase, String(late));
    }
    announced(life, state.orderNo, inCase);
  }
  open(life, drained);
  if (history) replayed(life);
}

function lastMove({ log }: Row, before: number): number {
  for (let i = log.length - 1; i >= 0; i--) {
    const at = log[i]?.at ?? 0;
    if (at < before) return at;
  }
  return 0;
}

/** 19: everything ends or is in a case. */
function ended(life: Life, order: Order, inCase: boolean): void {
  const { world } = life;
  const over = inCase || order.phase === 'CONFIRMED' || order.phase === 'CANCELLED';
  world.holds('19 every order ends or becomes a case', over, order.phase);
  for (const { state } of refundsOf(life, order.orderNo)) {
    world.holds('19 every refund ends or becomes a case', inCase || state === 'DONE' || state === 'DROPPED', state);
  }
}

function refundsOf({ order }: Life, orderNo: string): Refund[] {
  const list: Refund[] = [];
  for (const row of order.rows.values()) if (row.kind.name === 'refund' && row.orderNo === orderNo) list.push(row.state as Refund);
  return list;
}

/** 1, 2, 3: both sides or none. */
function money(life: Life, order: Order): void {
  const { centre, his, world } = life;
  const { orderNo, split, phase } = order;
  const standing = centre.standing(orderNo);
  const cashFen = netCash(life, orderNo);
  const confirmed = his.standing(orderNo) !== undefined;
  const refunded = refundsOf(life, orderNo).some((one) => one.state === 'DONE');
  if (phase === 'CONFIRMED' && !refunded) {
    const due = order.payMode === 'INSURED' ? 1 : 0;
    const figures = due === 0 || standing[0]?.split.cashFen === split?.cashFen;
    world.holds('1 a confirmed order is settled once at the insurer', standing.length === due, `${standing.length} stand`);
    world.holds('1 the figures are the insurer’s', figures, orderNo);
    world.holds('1 a confirmed order has its cash', cashFen === (split?.cashFen ?? 0), `${cashFen} of ${split?.cashFen}`);
    world.holds('1 a confirmed order is booked at the HIS', confirmed, orderNo);
    return;
  }
  if (refunded) {
    world.holds('1 a refunded order has nothing at the insurer', standing.length === 0, `${standing.length} stand`);
    world.holds('1 a refunded order has no cash', cashFen === 0, `${cashFen} fen`);
    world.holds('1 a refunded order is booked so at the HIS', his.refunded !== null, orderNo);
    return;
  }
  world.holds('2 a cancelled order has nothing at the insurer', standing.length === 0, `${standing.length} stand`);
  world.holds('2 a cancelled order has no cash', cashFen === 0, `${cashFen} fen`);
  world.holds('2 a cancelled order is booked so at the HIS', !confirmed, orderNo);
}

function netCash({ channel }: Life, orderNo: string): number {
  let cashFen = 0;
  for (const trade of channel.trades.values())
    if (trade.state === 'paid' && trade.outTradeNo.startsWith(orderNo)) cashFen += trade.amountFen;
  for (const back of channel.refunds.values())
    if (back.state === 'succeeded' && back.outTradeNo.startsWith(orderNo)) cashFen -= back.amountFen;
  return cashFen;
}

/** 13, 19: no call stays open without a person knowing. */
function open(life: Life, drained: boolean): void {
  for (const service of services(life)) {
    for (const call of service.calls.values()) {
      const known = !call.open || hasCase(life, call.orderNo);
      life.world.holds('13 every intent ends or becomes a case', known, call.kind, drained ? '(lost)' : '(still asking)');
    }
  }
}

/** 11: no gap, and the history gives the state. */
function replayed(life: Life): void {
  const { world } = life;
  for (const service of services(life)) {
    for (const { kind, id, start, state, version, log } of service.rows.values()) {
      world.holds('11 one event a version', log.length === version, id);
      let again = start;
      for (const { fact, at } of log) again = kind.decide(again, fact, at).state;
      world.holds('11 the history gives the state', JSON.stringify(again) === JSON.stringify(state), id);
    }
  }
}

/** 0: in a healthy world everything goes well, however slow the parties are. */
export function readHealthy(life: Life): void {
  for (const row of life.order.rows.values()) {
    const sad = row.kind.name === 'order' && (row.state as Order).phase !== 'CONFIRMED';
    life.world.holds('0 a healthy life ends well', !sad, row.kind.phaseOf(row.state));
  }
  for (const service of services(life)) life.world.holds('0 a healthy life needs no case', service.cases.size === 0, service.name);
}
