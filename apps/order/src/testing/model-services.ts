import { isDeepStrictEqual } from 'node:util';
import type { Contract, FactContract } from '@meridian/contracts/contract';
import type { SettlementState, SettlementView } from '@meridian/contracts/insurance/insurance.message';
import { type QuoteVisitRequest, quoteVisit } from '@meridian/contracts/insurance/quote-visit.contract';
import { reverseSettlement } from '@meridian/contracts/insurance/reverse-settlement.contract';
import { type SettleVisitRequest, settleVisit } from '@meridian/contracts/insurance/settle-visit.contract';
import { settlementInsured } from '@meridian/contracts/insurance/settlement-insured.event';
import { settlementReversed } from '@meridian/contracts/insurance/settlement-reversed.event';
import { closeCollection } from '@meridian/contracts/payment/close-collection.contract';
import { collectionDead } from '@meridian/contracts/payment/collection-dead.event';
import { type OpenCollectionRequest, openCollection } from '@meridian/contracts/payment/open-collection.contract';
import type { CaptureView, CollectionState } from '@meridian/contracts/payment/payment.message';
import { paymentCaptured } from '@meridian/contracts/payment/payment-captured.event';
import { type RefundCollectionRequest, refundCollection } from '@meridian/contracts/payment/refund-collection.contract';
import { refundSucceeded } from '@meridian/contracts/payment/refund-succeeded.event';
import type { Clock } from '@meridian/kernel/clock';
import { fen } from '@meridian/kernel/fen';
import { collectionNoOf } from '@meridian/kernel/ids';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import type { Split } from '@meridian/kernel/split';
import type { TakenFact } from '@meridian/platform/facts/consumer';
import type { Line, Sender } from '@meridian/testing/line';
import { envelopeOf } from '@meridian/testing/test-nats';

/** `working`: done, and the reply does not say so yet. `dearer`: the settlement asks for more cash than the quote. */
export type ServiceWhim = 'done' | 'working' | 'refused' | 'dearer';

interface Of {
  readonly key: string;
  readonly orderNo: string;
  readonly generation: number;
}
export interface ModelCollection {
  state: CollectionState;
  version: number;
  readonly asked: OpenCollectionRequest | undefined;
  capture?: CaptureView;
  refundedFen: number;
}
export interface ModelSettlement {
  state: SettlementState;
  version: number;
  split: Split;
}

export const CASH_FEN = 12_560;
const DEARER_FEN = 100;

const splitOf = (totalFen: number, cashFen: number): Split => ({
  totalFen: fen(totalFen),
  fundFen: fen(totalFen - cashFen),
  accountFen: fen(0),
  mutualAidFen: fen(0),
  cashFen: fen(cashFen),
  hospitalFen: fen(0),
  adjustFen: fen(0),
});

/** Insurance and payment as the order knows them, each generation with books of its own; their facts wait to be delivered. */
export class ModelServices {
  readonly collections = new Map<string, ModelCollection>();
  readonly settlements = new Map<string, ModelSettlement>();
  /** The bodies that came under a key, told apart by what they say. */
  readonly bodies = new Map<string, object[]>();

  constructor(
    private readonly line: Line,
    private readonly clock: Clock,
    private readonly whims: ServiceWhim[],
    private readonly announce: (fact: TakenFact) => void,
  ) {}

  async ask(sender: Sender, { subject }: Contract<object, object>, request: object): Promise<Outcome<object>> {
    const answer = await this.line.say(sender, subject, () => this.answer(subject, request as Of));
    return answer ?? refused('SERVICE_SILENT', subject);
  }

  /** The collection that somebody could pay now. */
  payable(): string | undefined {
    const payable = ({ state, asked }: ModelCollection) => state === 'OPEN' && asked !== undefined && this.clock.now() <= asked.expiresAt;
    return [...this.collections].find(([, collection]) => payable(collection))?.[0];
  }

  pay(): void {
    const collectionNo = this.payable();
    const collection = this.collections.get(collectionNo ?? '');
    if (!collectionNo || !collection?.asked) return;
    const { orderNo, generation, hospitalId, applicationId, channel, product, amountFen } = collection.asked;
    const money = { channel, outTradeNo: `${collectionNo}101`, transactionId: `T${collectionNo}`, amountFen, paidAt: this.clock.now() };
    collection.capture = money;
    const of = { orderNo, generation, hospitalId, applicationId, product, merchantId: '1900000001' };
    this.moved(collectionNo, collection, 'CAPTURED', [paymentCaptured, { ...of, ...money, surplus: false }]);
  }

  private answer(subject: string, request: Of): Outcome<object> {
    const bodies = this.bodies.get(request.key) ?? [];
    if (!bodies.some((body) => isDeepStrictEqual(body, request))) this.bodies.set(request.key, [...bodies, request]);
    switch (subject) {
      case quoteVisit.subject:
        return this.quote(request as QuoteVisitRequest);
      case settleVisit.subject:
        return this.settle(request as SettleVisitRequest);
      case reverseSettlement.subject:
        return this.reverse(request);
      case openCollection.subject:
        return this.open(request as OpenCollectionRequest);
      case closeCollection.subject:
        return this.close(request);
      case refundCollection.subject:
        return this.refund(request as RefundCollectionRequest);
      default:
        throw new Error(`nobody answers ${subject}`);
    }
  }

  private quote(request: QuoteVisitRequest): Outcome<object> {
    const no = collectionNoOf(request.orderNo, request.generation);
    const known = this.settlements.get(no);
    if (known?.state === 'REVERSED' || known?.state === 'VOID') return refused('SETTLEMENT_REVERSED');
    const settlement = known ?? { state: 'QUOTED' as const, version: 2, split: splitOf(request.totalFen, CASH_FEN) };
    this.settlements.set(no, settlement);
    return this.settlementReply(request, settlement, this.next() === 'working' ? 'working' : 'done');
  }

  private settle(request: SettleVisitRequest): Outcome<object> {
    const no = collectionNoOf(request.orderNo, request.generation);
    const known = this.settlements.get(no);
    if (!known) return refused('SETTLEMENT_UNKNOWN');
    if (known.state === 'REVERSED' || known.state === 'VOID') return refused('SETTLEMENT_REVERSED');
    const whim = this.next();
    if (known.state === 'QUOTED' && whim === 'refused') return this.settlementReply(request, known, 'refused');
    if (known.state === 'QUOTED') {
      if (whim === 'dearer') known.split = splitOf(known.split.totalFen, CASH_FEN + DEARER_FEN);
      const insurer = { insurer: 'national', settlementId: `S${no}`, messageNo: `M${no}`, split: known.split };
      const clearing = { insuranceType: '310', clearingType: '11', clearingOffice: '450200', settledAt: this.clock.now() };
      this.moved(no, known, 'SETTLED', [settlementInsured, { ...this.placeOf(request), ...insurer, ...clearing }]);
    }
    return this.settlementReply(request, known, whim === 'working' ? 'working' : 'done');
  }

  private reverse(request: Of): Outcome<object> {
    const no = collectionNoOf(request.orderNo, request.generation);
    const known = this.settlements.get(no) ?? { state: 'VOID' as const, version: 1, split: splitOf(0, 0) };
    this.settlements.set(no, known);
    if (known.state !== 'VOID' && known.state !== 'REVERSED') {
      const stood = known.state === 'SETTLED' ? { settlementId: `S${no}`, messageNo: `M${no}`, split: known.split } : {};
      const reversal = { insurer: 'national', ...stood, provisional: false, reversedAt: this.clock.now() };
      this.moved(no, known, 'REVERSED', [settlementReversed, { ...this.placeOf(request), ...reversal }]);
    }
    return this.settlementReply(request, known, this.next() === 'working' ? 'working' : 'done');
  }

  private open(request: OpenCollectionRequest): Outcome<object> {
    const no = collectionNoOf(request.orderNo, request.generation);
    const known = this.collections.get(no);
    if (known?.state === 'CLOSED') return refused('COLLECTION_CLOSED');
    const whim = this.next();
    const collection: ModelCollection = known ?? { state: 'REJECTED', version: 2, asked: request, refundedFen: 0 };
    this.collections.set(no, collection);
    if (collection.state === 'REJECTED' && whim !== 'refused') {
      collection.state = 'OPEN';
      collection.version += 2;
    }
    if (collection.state === 'REJECTED') return this.collectionReply(request, collection, 'refused');
    return this.collectionReply(request, collection, whim === 'working' ? 'working' : 'done');
  }

  private close(request: Of): Outcome<object> {
    const no = collectionNoOf(request.orderNo, request.generation);
    const known = this.collections.get(no);
    const collection: ModelCollection = known ?? { state: 'CLOSED', version: 1, asked: undefined, refundedFen: 0 };
    this.collections.set(no, collection);
    if (collection.state === 'OPEN' || collection.state === 'REJECTED')
      this.moved(no, collection, 'CLOSED', [collectionDead, { ...this.placeOf(request), deadAt: this.clock.now() }]);
    return this.collectionReply(request, collection, this.next() === 'working' ? 'working' : 'done');
  }

  private refund(request: RefundCollectionRequest): Outcome<object> {
    const no = collectionNoOf(request.orderNo, request.generation);
    const collection = this.collections.get(no);
    if (!collection?.capture) return refused('COLLECTION_UNKNOWN');
    const { refundNo, amountFen } = request;
    if (collection.refundedFen === 0) {
      collection.refundedFen = amountFen;
      const { channel, outTradeNo } = collection.capture;
      const money = { channel, merchantId: '1900000001', outTradeNo, amountFen, surplus: false };
      const { generation: _generation, ...of } = this.placeOf(request);
      const back = { ...of, ...money, refundNo, outRefundNo: `${no}R001`, succeededAt: this.clock.now() };
      this.moved(no, collection, 'CAPTURED', [refundSucceeded, back]);
    }
    const status = this.next() === 'working' ? 'working' : 'done';
    return done({ status, refund: { refundNo, state: 'SUCCEEDED', factId: `payment.${no}.${collection.version}`, amountFen } });
  }

  private next(): ServiceWhim {
    return this.whims.shift() ?? 'done';
  }

  private placeOf({ orderNo, generation }: Of) {
    return { orderNo, generation, hospitalId: 'H45020000001' };
  }

  private moved<State, Data extends object>(
    no: string,
    one: { state: State; version: number },
    state: State,
    [contract, data]: readonly [FactContract<Data>, Data],
  ): void {
    one.state = state;
    one.version += 1;
    const [, service] = contract.subject.split('.');
    this.announce({ ...envelopeOf(contract, `${service}.${no}.${one.version}`, data), contract });
  }

  private settlementReply(of: Of, { state, version, split }: ModelSettlement, status: string): Outcome<object> {
    const no = collectionNoOf(of.orderNo, of.generation);
    const settlement: Partial<SettlementView> = {
      orderNo: of.orderNo,
      generation: of.generation,
      state,
      factId: `insurance.${no}.${version}`,
      split,
      fingerprint: `${no}.${version}`,
      ...(state === 'SETTLED' ? { settlementId: `S${no}` } : {}),
      ...(status === 'refused' ? { refusal: 'INSURER_REFUSED' } : {}),
    };
    return done({ status, settlement });
  }

  private collectionReply(of: Of, { state, version, asked, capture }: ModelCollection, status: string): Outcome<object> {
    const no = collectionNoOf(of.orderNo, of.generation);
    const opened = asked && {
      channel: asked.channel,
      product: asked.product,
      outTradeNo: `${no}101`,
      clientParameters: {},
      validUntil: asked.expiresAt,
    };
    const collection = {
      orderNo: of.orderNo,
      generation: of.generation,
      state,
      factId: `payment.${no}.${version}`,
      amountFen: asked?.amountFen ?? 0,
      ...(state === 'OPEN' && opened ? { opened } : {}),
      ...(capture ? { capture } : {}),
      ...(status === 'refused' ? { refusal: 'REQUEST_INVALID' } : {}),
    };
    return done({ status, collection });
  }
}
