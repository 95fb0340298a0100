import type { Announced } from '../engine/types';
import type { Life } from '../life';
import { services } from './cases';

type Data = Readonly<Record<string, unknown>>;

/** What was announced of one order's money, by kind. */
interface Said {
  readonly captured: Data[];
  readonly refunded: Data[];
  /** Settlement → how often it was announced less how often it was taken back. */
  readonly stands: Map<unknown, number>;
}

function saidOf(life: Life, orderNo: string): Said {
  const said: Said = { captured: [], refunded: [], stands: new Map() };
  for (const { outbox } of services(life)) for (const one of outbox) if (one.orderNo === orderNo) sort(one, said);
  return said;
}

function sort({ subject, data }: Announced, { captured, refunded, stands }: Said): void {
  const about = data as Data;
  const stood = stands.get(about.settlementId) ?? 0;
  if (subject.includes('payment-captured')) captured.push(about);
  else if (subject.includes('refund-succeeded')) refunded.push(about);
  else if (subject.includes('settlement-insured')) stands.set(about.settlementId, stood + 1);
  else if (subject.includes('settlement-reversed') && about.settlementId) stands.set(about.settlementId, stood - 1);
}

/** 6, 8: the facts that were announced add up to the money that moved; the ledger is a fold of them. */
export function announced(life: Life, orderNo: string, inCase: boolean): void {
  const { centre, channel, world } = life;
  const { captured, refunded, stands } = saidOf(life, orderNo);
  world.holds('8 what is told once', onceEach(captured, 'transactionId'), 'a capture is announced twice');
  world.holds('8 what is told once', onceEach(refunded, 'outRefundNo'), 'a refund is announced twice');
  for (const { state, outTradeNo, transactionId } of channel.trades.values()) {
    if (state !== 'paid' || !outTradeNo.startsWith(orderNo)) continue;
    const known = captured.some((one) => one.transactionId === transactionId);
    world.holds('6 every payment is announced', known, outTradeNo);
  }
  for (const { state, outRefundNo, outTradeNo, amountFen } of channel.refunds.values()) {
    if (state !== 'succeeded' || !outTradeNo.startsWith(orderNo)) continue;
    const known = refunded.some((one) => one.outRefundNo === outRefundNo && one.amountFen === amountFen);
    world.holds('6 every refund is announced', known, outRefundNo);
  }
  for (const { outRefundNo } of refunded as { outRefundNo: string }[]) {
    const succeeded = channel.refunds.get(outRefundNo)?.state === 'succeeded';
    world.holds('6 no refund is announced that did not succeed', succeeded, outRefundNo);
  }
  if (inCase) return;
  for (const { orderNo: of, settlementId, standing } of centre.settlements) {
    if (of !== orderNo) continue;
    const agrees = (stands.get(settlementId) ?? 0) === (standing ? 1 : 0);
    world.holds('6 what the insurer holds is announced', agrees, settlementId, standing ? 'stands' : 'is reversed');
  }
}

const onceEach = (list: readonly Data[], key: string): boolean =>
  list.length < 2 || new Set(list.map((one) => one[key])).size === list.length;
