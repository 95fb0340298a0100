import type { Fact } from '@meridian/kernel/machine';
import type { Outcome, Refusal } from '@meridian/kernel/outcome';
import type { Service } from '../engine/service';
import type { Call, Handler, Heard, Step, Talk } from '../engine/types';
import type { Life } from '../life';
import { MINUTE } from '../profile';
import type { Asked } from '../services/asked';
import type { InsuranceDesk, SettlementReply } from '../services/insurance-desk';
import type { CollectionReply, Opening, PaymentDesk, RefundReply } from '../services/payment-desk';
import { type Answering, ask } from '../wire';
import { insuredFact, paidFact } from './service-facts';

const SECOND = 1000;
const OFTEN = [1, 2, 5, 10].map((s) => s * SECOND);
const NOT_NOW = ['SERVICE_SILENT', 'SERVICE_UNAVAILABLE', 'DEADLINE_PASSED', 'INTERNAL_ERROR', 'INSURANCE_BUSY'];

const generationOf = (call: Call): number => call.payload.generation as number;

const about = (call: Call): Asked => ({ key: call.key, orderNo: call.orderNo, generation: generationOf(call) });

/** A conversation that asks nobody. */
function* said(heard: Heard): Talk {
  return (yield (_activity, done) => done(heard)) as Heard;
}

const refusal = (call: Call, kind: string, code: string): Heard => ({
  fact: { kind, id: `${call.key}.refused`, code, reason: code } as Fact,
  heard: code,
});
const refusedBy = (call: Call, kind: string, { code }: Refusal): Heard =>
  NOT_NOW.includes(code) ? { silent: code } : refusal(call, kind, code);
const reversedFact = (call: Call, factId: string): Heard => ({
  fact: { kind: 'reversed', id: factId, generation: generationOf(call) } as Fact,
  heard: 'reversed',
});

/** apps/order/src/usecases/call-services/service-calls.ts, every `await` a `yield`. */
export class ServiceCalls {
  constructor(
    private readonly life: () => Life,
    private readonly insurance: InsuranceDesk,
    private readonly payment: PaymentDesk,
  ) {}

  addTo(handlers: Map<string, Handler>): void {
    const again = (kind: string, make: (call: Call) => Talk, minutes: number): void => {
      const talk: Handler['send'] = ({ call }) => make(call);
      handlers.set(kind, { send: talk, ask: talk, askAfterMs: OFTEN, caseAfterMs: minutes * MINUTE });
    };
    again('insurance.quote', (call) => this.quote(call), 5);
    again('insurance.settle', (call) => this.settle(call), 5);
    again('insurance.reverse', (call) => this.reverse(call), 15);
    again('payment.collect', (call) => this.collect(call), 5);
    again('payment.close', (call) => this.close(call), 30);
    again('payment.refund', (call) => this.refund(call), 24 * 60);
    const timer: Handler['send'] = ({ call }) => said({ fact: { kind: call.payload.fact as string, id: call.key }, heard: 'due' });
    handlers.set('timer.expire', { send: timer, ask: timer, askAfterMs: [SECOND], caseAfterMs: null });
  }

  private *asked<T>(to: Service, what: string, answering: Answering): Generator<Step, Outcome<T>, unknown> {
    const { world } = this.life();
    return (yield (_activity, heard) => ask(world, { to, what, answering, heard })) as Outcome<T>;
  }

  private *quote(call: Call): Talk {
    const asked = yield* this.asked<SettlementReply>(this.life().insurance, 'quote', this.insurance.quote(about(call)));
    if (!asked.ok) return refusedBy(call, 'quoteNo', asked);
    const { status, state, split, fingerprint, factId, generation, refusal: no } = asked.value;
    if (status === 'refused') return refusal(call, 'quoteNo', no ?? state);
    if (status === 'working' || !split || !fingerprint) return { silent: state };
    return { fact: { kind: 'quoted', id: factId, generation, split, fingerprint } as Fact, heard: 'quoted' };
  }

  private *settle(call: Call): Talk {
    const { fingerprint } = call.payload as { fingerprint: string };
    const answering = this.insurance.settle(about(call), fingerprint);
    const asked = yield* this.asked<SettlementReply>(this.life().insurance, 'settle', answering);
    if (!asked.ok) return refusedBy(call, 'insNo', asked);
    const { status, state, split, settlementId, factId, generation, refusal: no } = asked.value;
    if (status === 'working') return { silent: state };
    if (state === 'REVERSED' || state === 'VOID') return reversedFact(call, factId);
    if (status === 'refused') return refusal(call, 'insNo', no ?? state);
    if (!split || !settlementId) return { silent: 'the settlement has no figures' };
    return { fact: insuredFact(factId, { generation, split, settlementId }), heard: 'insured' };
  }

  private *reverse(call: Call): Talk {
    const asked = yield* this.asked<SettlementReply>(this.life().insurance, 'reverse', this.insurance.reverse(about(call)));
    if (!asked.ok) return refusedBy(call, 'reverseNo', asked);
    const { status, state, factId, refusal: no } = asked.value;
    if (status === 'working') return { silent: state };
    return status === 'refused' ? refusal(call, 'reverseNo', no ?? state) : reversedFact(call, factId);
  }

  private *collect(call: Call): Talk {
    const answering = this.payment.open(about(call), call.payload as unknown as Opening);
    const asked = yield* this.asked<CollectionReply>(this.life().payment, 'collect', answering);
    if (!asked.ok) return refusedBy(call, 'openNo', asked);
    const { status, state, capture, opened, factId, generation, refusal: no } = asked.value;
    if (capture) return { fact: paidFact(factId, generation, capture), heard: 'paid' };
    if (status === 'refused') return refusal(call, 'openNo', no ?? state);
    if (status === 'working' || !opened) return { silent: state };
    const { channel, product } = call.payload as unknown as Opening;
    const { clientParameters, validUntil } = opened;
    return { fact: { kind: 'opened', id: factId, opened: { channel, product, clientParameters, validUntil } } as Fact, heard: 'opened' };
  }

  private *close(call: Call): Talk {
    const asked = yield* this.asked<CollectionReply>(this.life().payment, 'close', this.payment.close(about(call)));
    if (!asked.ok) return this.life().world.twisted('silent-payment-is-dead') ? this.dead(call, 'x') : { silent: asked.code };
    const { status, state, capture, factId, generation } = asked.value;
    if (status === 'working') return { silent: state };
    if (capture) return { fact: paidFact(factId, generation, capture), heard: 'paid' };
    return this.dead(call, factId);
  }

  private dead(call: Call, id: string): Heard {
    return { fact: { kind: 'dead', id, generation: generationOf(call) } as Fact, heard: 'dead' };
  }

  private *refund(call: Call): Talk {
    const { refundNo, amountFen, reason } = call.payload as { refundNo: string; amountFen: number; reason: string };
    const answering = this.payment.refund(about(call), { refundNo, amountFen, reason });
    const asked = yield* this.asked<RefundReply>(this.life().payment, 'refund', answering);
    if (!asked.ok) return refusedBy(call, 'refundNo', asked);
    const { status, state, refusal: no } = asked.value;
    if (status === 'working') return { silent: state };
    if (status === 'refused') return refusal(call, 'refundNo', no ?? state);
    return { fact: { kind: 'refunded', id: `${refundNo}.refunded`, generation: generationOf(call) } as Fact, heard: 'refunded' };
  }
}
