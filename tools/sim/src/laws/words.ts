import type { Fact } from '@meridian/kernel/machine';
import type { Life } from '../life';
import type { World } from '../world';

type Told = Fact & Readonly<Record<string, unknown>>;

/** A fact is somebody's word: silence is never one, and "not found" proves nothing before its time. Read against what the parties really did. */
export class Words {
  constructor(
    private readonly world: World,
    private readonly life: () => Life,
  ) {}

  read(aggregate: string, fact: Told, state: unknown): void {
    const life = this.life();
    const right =
      aggregate === 'collection'
        ? ofTheChannel(life, fact)
        : aggregate === 'settlement'
          ? ofTheCentre(life, fact, state)
          : ofTheHis(life, fact, state);
    this.world.holds('4 a fact is somebody’s word (money law 4)', right, fact.kind, fact.id);
  }
}

function ofTheChannel({ channel }: Life, fact: Told): boolean {
  const trade = channel.trades.get(fact.outTradeNo as string);
  const refund = channel.refunds.get(fact.outRefundNo as string);
  switch (fact.kind) {
    case 'paid':
      return trade?.state === 'paid';
    case 'dead':
      return !trade || trade.closed;
    case 'refundSucceeded':
      return refund?.state === 'succeeded';
    case 'refundFailed':
      return channel.refusedRefunds.has(fact.outRefundNo as string);
    default:
      return true;
  }
}

function ofTheCentre({ centre }: Life, fact: Told, state: unknown): boolean {
  const { settlementNo, messageNos, settled } = state as {
    settlementNo: string;
    messageNos: readonly string[];
    settled: { settlementId: string } | null;
  };
  const id = settled?.settlementId;
  switch (fact.kind) {
    case 'insured':
      return centre.settlements.some((one) => one.settlementId === id);
    case 'settleRefused':
      return centre.refused.has(messageNos.at(-1) ?? '');
    case 'reversed':
      return centre.settlements.some((one) => one.settlementId === id && !one.standing);
    case 'reverseRefused':
      return id !== undefined && centre.refused.has(id);
    case 'revoked':
      return !centre.settlements.some((one) => one.standing && one.messageNo === fact.messageNo && one.batchNo.startsWith(settlementNo));
    default:
      return true;
  }
}

function ofTheHis({ his }: Life, fact: Told, state: unknown): boolean {
  if (fact.kind === 'confirmed')
    return his.confirms.has(`${(state as { orderNo: string }).orderNo}.${(state as { generation: number }).generation}`);
  if (fact.kind !== 'hisNo' || !fact.id.includes('.confirm.')) return true;
  const { orderNo, generation } = state as { orderNo: string; generation: number };
  return his.refused.has(fact.id.replace('.refused', '')) || his.tombstones.has(`${orderNo}.${generation}`);
}
