import type { Settlement } from '@meridian/insurance/domain/settlement';
import type { Order } from '@meridian/order/domain/order';
import type { Refund } from '@meridian/order/domain/refund';
import type { Collection } from '@meridian/payment/domain/collection';
import { hasCase, services } from './cases';
import type { Service } from './engine/service';
import type { Life } from './life';

function rowsOf<State>(service: Service, kind: string, orderNo: string): State[] {
  const list: State[] = [];
  for (const row of service.rows.values()) if (row.kind.name === kind && row.orderNo === orderNo) list.push(row.state as State);
  return list;
}

/**
 * The next day's books, before the laws of rest are read: what the channel's bill and the centre's statement hold and nobody has told us is
 * told through the owner, as reconciliation does (settlement.md part 4). @returns how many facts were found only there
 */
export function readBooks(life: Life): number {
  const { channel, centre, insurance, kinds, payment } = life;
  let found = 0;
  const tell = (service: Service, kind: Life['kinds']['order'], id: string, fact: { kind: string; id: string }): void => {
    const worker = service.anyWorker();
    if (!worker || !service.rows.has(id)) return;
    found++;
    life.world.note('books', `${id} ${fact.kind}`);
    service.learn(worker, kind, id, fact);
  };
  for (const { outTradeNo, transactionId, amountFen, paidAt, state } of channel.trades.values()) {
    const id = outTradeNo.slice(0, 19);
    if (state !== 'paid' || payment.read<Collection>(id)?.captures.some((one) => one.transactionId === transactionId)) continue;
    const fact = { kind: 'paid', id: `wechat.${transactionId}`, outTradeNo, transactionId, amountFen, paidAt };
    tell(payment, kinds.collection, id, fact);
  }
  for (const { outRefundNo, state, succeededAt } of channel.refunds.values()) {
    const id = outRefundNo.slice(0, 19);
    const refund = payment.read<Collection>(id)?.refunds.find((one) => one.outRefundNo === outRefundNo);
    if (state !== 'succeeded' || refund?.state === 'SUCCEEDED') continue;
    const fact = { kind: 'refundSucceeded', id: `${outRefundNo}.refundSucceeded`, outRefundNo, succeededAt, code: null };
    tell(payment, kinds.collection, id, fact);
  }
  for (const { settlementId, messageNo, batchNo, split, settledAt, standing, orderNo } of centre.settlements) {
    const id = batchNo.slice(0, 19);
    const known = insurance.read<Settlement>(id);
    const ours = known?.settled?.settlementId === settlementId && ['SETTLED', 'REVERSING'].includes(known.state);
    if (!standing || ours || hasCase(life, orderNo)) continue;
    const settled = { settlementId, messageNo, split, settledAt, clearing: { office: '', way: '', type: '' }, signNo: null };
    tell(insurance, kinds.settlement, id, { kind: 'insured', id: `insured.${settlementId}`, settled } as { kind: string; id: string });
  }
  return found;
}

/** What must hold when nothing is left to happen. */
/** @param history whether every aggregate's history is played again: it costs as much as the life did. */
export function readAtRest(life: Life, drained: boolean, history: boolean): void {
  const orders: Order[] = [];
  for (const row of life.order.rows.values()) if (row.kind.name === 'order') orders.push(row.state as Order);
  for (const order of orders) {
    const inCase = hasCase(life, order.orderNo);
    if (inCase) life.world.count('in a case');
    life.world.count(order.phase);
    ended(life, order, inCase);
    if (!inCase) money(life, order);
    told(life, order.orderNo, inCase);
  }
  open(life, drained);
  if (history) replayed(life);
}

/** 19: everything ends or is in a case. */
function ended(life: Life, order: Order, inCase: boolean): void {
  const { world } = life;
  if (!['CONFIRMED', 'CANCELLED'].includes(order.phase) && !inCase) world.broken('19 every order ends or becomes a case', order.phase);
  for (const refund of rowsOf<Refund>(life.order, 'refund', order.orderNo)) {
    if (!['DONE', 'DROPPED'].includes(refund.state) && !inCase) world.broken('19 every refund ends or becomes a case', refund.state);
  }
}

/** 1, 2, 3: both sides or none. */
function money(life: Life, order: Order): void {
  const { centre, his, world } = life;
  const { orderNo } = order;
  const standing = centre.standing(orderNo);
  const cashFen = netCash(life, orderNo);
  const confirmed = his.standing(orderNo);
  const refund = rowsOf<Refund>(life.order, 'refund', orderNo).find((one) => one.state === 'DONE');
  if (order.phase === 'CONFIRMED' && !refund) {
    const due = order.payMode === 'INSURED' ? 1 : 0;
    if (standing.length !== due) world.broken('1 a confirmed order is settled once at the insurer', `${standing.length} stand`);
    if (due === 1 && standing[0]?.split.cashFen !== order.split?.cashFen) world.broken('1 the figures are the insurer’s', orderNo);
    if (cashFen !== (order.split?.cashFen ?? 0)) world.broken('1 a confirmed order has its cash', `${cashFen} of ${order.split?.cashFen}`);
    if (!confirmed) world.broken('1 a confirmed order is booked at the HIS', orderNo);
    return;
  }
  const which = refund ? '1 a refunded order' : '2 a cancelled order';
  if (standing.length > 0) world.broken(`${which} has nothing at the insurer`, `${standing.length} stand`);
  if (cashFen !== 0) world.broken(`${which} has no cash`, `${cashFen} fen`);
  if (refund ? !his.refunded : confirmed) world.broken(`${which} is booked so at the HIS`, orderNo);
}

function netCash({ channel }: Life, orderNo: string): number {
  let cashFen = 0;
  for (const trade of channel.trades.values())
    if (trade.state === 'paid' && trade.outTradeNo.startsWith(orderNo)) cashFen += trade.amountFen;
  for (const back of channel.refunds.values())
    if (back.state === 'succeeded' && back.outTradeNo.startsWith(orderNo)) cashFen -= back.amountFen;
  return cashFen;
}

/** 6, 8, 18: the facts that were announced add up to the money that moved; the ledger is a fold of them. */
function told(life: Life, orderNo: string, inCase: boolean): void {
  const { centre, channel, world } = life;
  const of = (subject: string): Record<string, unknown>[] =>
    services(life).flatMap(({ outbox }) =>
      outbox.filter((one) => one.orderNo === orderNo && one.subject.includes(subject)).map((one) => one.data as Record<string, unknown>),
    );
  const once = (list: readonly unknown[], what: string): void => {
    if (new Set(list).size !== list.length) world.broken('8 what is told once', what);
  };
  const captured = of('payment-captured');
  const refunded = of('refund-succeeded');
  once(
    captured.map((one) => one.transactionId),
    'a capture is announced twice',
  );
  once(
    refunded.map((one) => one.outRefundNo),
    'a refund is announced twice',
  );
  for (const trade of channel.trades.values()) {
    if (trade.state !== 'paid' || !trade.outTradeNo.startsWith(orderNo)) continue;
    if (!captured.some((one) => one.transactionId === trade.transactionId)) world.broken('6 every payment is announced', trade.outTradeNo);
  }
  for (const back of channel.refunds.values()) {
    if (back.state !== 'succeeded' || !back.outTradeNo.startsWith(orderNo)) continue;
    const one = refunded.find((told) => told.outRefundNo === back.outRefundNo);
    if (!one || one.amountFen !== back.amountFen) world.broken('6 every refund is announced', back.outRefundNo);
  }
  for (const { outRefundNo } of refunded as { outRefundNo: string }[]) {
    if (channel.refunds.get(outRefundNo)?.state !== 'succeeded') world.broken('6 no refund is announced that did not succeed', outRefundNo);
  }
  const stands = new Map<unknown, number>();
  for (const one of of('settlement-insured')) stands.set(one.settlementId, (stands.get(one.settlementId) ?? 0) + 1);
  for (const one of of('settlement-reversed')) if (one.settlementId) stands.set(one.settlementId, (stands.get(one.settlementId) ?? 0) - 1);
  for (const one of inCase ? [] : centre.settlements) {
    if (one.orderNo === orderNo && (stands.get(one.settlementId) ?? 0) !== (one.standing ? 1 : 0)) {
      world.broken('6 what the insurer holds is announced', `${one.settlementId} ${one.standing ? 'stands' : 'is reversed'}`);
    }
  }
}

/** 13, 19: no call stays open without a person knowing. */
function open(life: Life, drained: boolean): void {
  for (const service of services(life)) {
    for (const call of service.calls.values()) {
      if (call.open && !hasCase(life, call.orderNo))
        life.world.broken('13 every intent ends or becomes a case', `${call.kind} (${drained ? 'lost' : 'still asking'})`);
    }
  }
}

/** 11: no gap, and the history gives the state. */
function replayed(life: Life): void {
  for (const service of services(life)) {
    for (const { kind, id, start, state, version, log } of service.rows.values()) {
      if (log.length !== version) life.world.broken('11 one event a version', id);
      let again = start;
      for (const { fact, at } of log) again = kind.decide(again, fact, at).state;
      if (JSON.stringify(again) !== JSON.stringify(state)) life.world.broken('11 the history gives the state', id);
    }
  }
}
