import type { StoryService } from '@meridian/contracts/shared/read-story.contract';
import type { StoryEntry } from '@meridian/contracts/shared/story.message';
import { CENTRE_SETTLE, CENTRE_SMALL, HIS_CONFIRM, HIS_SILENT, WECHAT_OPEN, WECHAT_PAID } from './exchanges.fixture';
import { SPLIT } from './orders.fixture';

type Detail = Record<string, unknown> & { readonly subject?: string };
type Part = Partial<Record<StoryService, StoryEntry[]>>;

/** The fact that a posting follows from, by what its key begins with. */
const FACTS_POSTED: Readonly<Record<string, string>> = { ins: 'insurance.s1.4', cap: 'payment.c1.4', his: 'order.o1.9' };

/** Writes one order's story: instants from its start, one trace for each thing that a person or a party started. */
class Pen {
  readonly story: Part = {};

  constructor(
    private readonly startedAt: number,
    private readonly service: StoryService = 'order',
    private readonly traceId = '4bf92f3577b34da6a3ce929d0e0e4736',
  ) {}

  /** The same story, written on by another service or under another trace. */
  as(service: StoryService, traceId = this.traceId): Pen {
    return new Pen(this.startedAt, service, traceId).on(this);
  }

  /** Goes on with another pen's story. */
  on({ story }: Pen): this {
    return Object.assign(this, { story });
  }

  /** @param detail its `subject`, if any, is the line's subject */
  write(atMs: number, kind: StoryEntry['kind'], title: string, { subject, ...detail }: Detail = {}): this {
    const entry: StoryEntry = { at: this.startedAt + atMs, service: this.service, kind, title, traceId: this.traceId, detail };
    this.story[this.service] = [...(this.story[this.service] ?? []), { ...entry, ...(subject ? { subject } : {}) }];
    return this;
  }

  fact(atMs: number, title: string, move: string, detail: Record<string, unknown> = {}): this {
    const [from = '', to = from] = move.split(' ');
    return this.write(atMs, 'fact', title, { rule: 'move', from, to, ...detail });
  }

  /** An intent, its exchanges and its answer. */
  call(
    atMs: number,
    key: string,
    title: string,
    rest: { heard: string; tookMs: number; exchanges?: readonly (readonly [string, object])[] },
  ): this {
    this.write(atMs, 'intent', title, { status: 'done', asks: 1, subject: key });
    for (const [index, [operation, exchange]] of (rest.exchanges ?? []).entries()) {
      this.write(atMs + 4 + index, 'exchange', operation, { arm: 'accepted', exchange, subject: key });
      const written = this.story[this.service]?.at(-1);
      if (written) written.tookMs = Math.round(rest.tookMs / (rest.exchanges?.length ?? 1));
    }
    return this.write(atMs + rest.tookMs, 'answer', title, { heard: rest.heard, subject: key });
  }

  posting(atMs: number, txnKey: string, leg: number, sides: readonly [string, string, number]): this {
    const [debit, credit, amountFen] = sides;
    return this.write(atMs, 'posting', txnKey, {
      leg,
      debit,
      credit,
      amountFen,
      bookDay: '2026-11-22',
      factId: FACTS_POSTED[txnKey.split(':')[0] ?? ''],
      subject: `${debit} → ${credit}`,
    });
  }
}

/** Every request of the patient's client is a trace. */
const ORDER_TRACE = '0af7651916cd43dd8448eb211c80319c';
const PAYER_TRACE = 'a9c1e07b55d84f0f8a3be7d20c9d1f52';

function untilPaid(orderNo: string, startedAt: number): Pen {
  const asked = new Pen(startedAt, 'order', ORDER_TRACE);
  const order = new Pen(startedAt).on(asked);
  const insurance = order.as('insurance');
  const payment = order.as('payment');
  asked.fact(0, 'drafted', 'DRAFT', { version: 1 });
  asked.call(6, `${orderNo}.1.lock`, 'his.lock', { heard: 'locked', tookMs: 38, exchanges: [['lock', CENTRE_SMALL('lock')]] });
  asked.call(8, `${orderNo}.1.quote.1`, 'insurance.quote', { heard: 'quoted', tookMs: 640 });
  asked.as('insurance').fact(12, 'quoteAsked', 'NEW QUOTING');
  asked.as('insurance').call(14, `${orderNo}1.quote1`, 'insurer.quote', {
    heard: 'quoted',
    tookMs: 612,
    exchanges: [
      ['uploadFees', CENTRE_SMALL('2204')],
      ['quote', CENTRE_SMALL('2206')],
    ],
  });
  asked.as('insurance').fact(626, 'quoted', 'QUOTING QUOTED', { split: SPLIT });
  asked.fact(648, 'quoted', 'DRAFT QUOTED');
  order.fact(41_200, 'settleAsked', 'QUOTED INSURING', { channel: 'wechat', product: 'JSAPI' });
  order.call(41_203, `${orderNo}.1.settle.k1`, 'insurance.settle', { heard: 'insured', tookMs: 842 });
  insurance.fact(41_209, 'settleAsked', 'QUOTED SETTLING');
  insurance.call(41_210, `${orderNo}1.settle1`, 'insurer.settle', {
    heard: 'insured',
    tookMs: 811,
    exchanges: [['settle', CENTRE_SETTLE]],
  });
  insurance.fact(42_021, 'insured', 'SETTLING SETTLED', { split: SPLIT, settlementId: '450200202611220000012345' });
  insurance.write(42_022, 'event', 'fact.insurance.settlement-insured.v1', { orderNo, generation: 1, subject: 'insurance.s1.4' });
  order.fact(42_045, 'insured', 'INSURING PAYING');
  order.call(42_046, `${orderNo}.1.collect.1`, 'payment.collect', { heard: 'opened', tookMs: 190 });
  payment.fact(42_050, 'openAsked', 'NEW OPENING');
  payment.call(42_051, `${orderNo}1101.open`, 'channel.open', { heard: 'opened', tookMs: 172, exchanges: [['open', WECHAT_OPEN]] });
  payment.fact(42_223, 'opened', 'OPENING OPEN');
  order.fact(42_236, 'opened', 'PAYING PAYING');
  const callback = order.as('payment', PAYER_TRACE);
  callback.write(57_800, 'exchange', 'callback', { arm: 'accepted', exchange: WECHAT_PAID, subject: `${orderNo}1101` });
  callback.fact(57_806, 'paid', 'OPEN CAPTURED', { amountFen: SPLIT.cashFen, transactionId: '4200002511202611229876543210' });
  callback.write(57_807, 'event', 'fact.payment.payment-captured.v1', {
    orderNo,
    amountFen: SPLIT.cashFen,
    surplus: false,
    subject: 'payment.c1.4',
  });
  order.as('order', PAYER_TRACE).fact(57_821, 'paid', 'PAYING PAID', { amountFen: SPLIT.cashFen });
  const ledger = order.as('account');
  ledger.posting(42_110, 'ins:national/450200202611220000012345', 1, ['INS.fund[national]', `ORDER[${orderNo}]`, SPLIT.fundFen]);
  ledger.posting(42_110, 'ins:national/450200202611220000012345', 2, ['INS.acct[national]', `ORDER[${orderNo}]`, SPLIT.accountFen]);
  order.as('account', PAYER_TRACE).posting(57_905, `cap:${orderNo}1101`, 1, ['CH[wechat,1900000109]', `ORDER[${orderNo}]`, SPLIT.cashFen]);
  order.as('reconciliation').write(42_130, 'event', 'fact.insurance.settlement-insured.v1', { expectation: 'must', side: 'insurer' });
  order
    .as('reconciliation', PAYER_TRACE)
    .write(57_911, 'event', 'fact.payment.payment-captured.v1', { expectation: 'must', side: 'wechat' });
  return order;
}

/** From the patient's tap to the hospital's receipt. */
export function confirmedStory(orderNo: string, startedAt: number): Part {
  const order = untilPaid(orderNo, startedAt).as('order', PAYER_TRACE);
  order.call(57_822, `${orderNo}.1.confirm`, 'his.confirm', { heard: 'confirmed', tookMs: 96, exchanges: [['confirm', HIS_CONFIRM]] });
  order.fact(57_919, 'confirmed', 'PAID CONFIRMED', { hisReceiptNo: 'R20261122000871' });
  order.write(57_920, 'event', 'fact.order.order-confirmed.v1', {
    orderNo,
    generation: 1,
    hisReceiptNo: 'R20261122000871',
    subject: 'order.o1.9',
  });
  order.as('account').posting(58_004, `his:${orderNo}.1`, 1, [`ORDER[${orderNo}]`, 'REVENUE', SPLIT.totalFen]);
  order.as('data-platform').write(58_020, 'event', 'fact.order.order-confirmed.v1', { rollup: 'day and channel' });
  return order.story;
}

/** Paid, and the hospital silent since: asked again and again, then handed to a person. */
export function stuckStory(
  orderNo: string,
  startedAt: number,
  resolution?: { resolution: string; resolvedBy: string; resolvedAt: number },
): Part {
  const order = untilPaid(orderNo, startedAt).as('order', PAYER_TRACE);
  const key = `${orderNo}.1.confirm`;
  order.write(57_822, 'intent', 'his.confirm', { status: 'open', asks: 62, subject: key });
  for (const afterMs of [0, 12_000, 27_000])
    order.write(57_826 + afterMs, 'exchange', 'queryConfirm', { arm: 'silent', exchange: HIS_SILENT, subject: key });
  order.write(957_822, 'case', 'his.confirm.silent', {
    call: key,
    kind: 'his.confirm',
    asks: 62,
    heard: 'TIMEOUT',
    ...resolution,
    subject: `${key}:silent`,
  });
  return order.story;
}
