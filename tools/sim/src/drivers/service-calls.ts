import type { Fact } from '@meridian/kernel/machine';
import type { Outcome, Refusal } from '@meridian/kernel/outcome';
import type { Service } from '../engine/service';
import type { Activity, Call, Handler, Heard, Step, Talk } from '../engine/types';
import type { Life } from '../life';
import { MINUTE } from '../profile';
import type { SettlementReply } from '../services/insurance-desk';
import type { CollectionReply, RefundReply } from '../services/payment-desk';
import { type Answering, ask } from '../wire';

const SECOND = 1000;
const OFTEN = [1, 2, 5, 10, 30].map((s) => s * SECOND);
const NOT_NOW = ['SERVICE_SILENT', 'SERVICE_UNAVAILABLE', 'DEADLINE_PASSED', 'INTERNAL_ERROR', 'INSURANCE_BUSY'];

const generationOf = (call: Call): number => call.payload.generation as number;

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

/** apps/order/src/usecases/call-services/service-facts.ts */
export const insuredFact = (
  id: string,
  { generation, split, settlementId }: { generation: number; split: unknown; settlementId: string },
): Fact => ({ kind: 'insured', id, generation, split, fingerprint: `${generation}.insured.${settlementId}`, settlementId }) as Fact;

export const paidFact = (id: string, generation: number, captured: NonNullable<CollectionReply['capture']>): Fact => {
  const { channel, outTradeNo, transactionId, amountFen, paidAt } = captured;
  return { kind: 'paid', id, generation, captured: { channel, outTradeNo, transactionId, amountFen, paidAt } } as Fact;
};

/** apps/order/src/usecases/call-services/service-calls.ts, every `await` a `yield`. */
export class ServiceCalls {
  constructor(private readonly life: () => Life) {}

  addTo(handlers: Map<string, Handler>): void {
    const again = (make: (call: Call, activity: Activity) => Talk, minutes: number): Handler => {
      const talk = (activity: Activity) => make(activity.call, activity);
      return { send: talk, ask: talk, askAfterMs: OFTEN, caseAfterMs: minutes * MINUTE };
    };
    handlers.set(
      'insurance.quote',
      again((call) => this.quote(call), 5),
    );
    handlers.set(
      'insurance.settle',
      again((call) => this.settle(call), 5),
    );
    handlers.set(
      'insurance.reverse',
      again((call) => this.reverse(call), 15),
    );
    handlers.set(
      'payment.collect',
      again((call) => this.collect(call), 5),
    );
    handlers.set(
      'payment.close',
      again((call) => this.close(call), 30),
    );
    handlers.set(
      'payment.refund',
      again((call) => this.refund(call), 24 * 60),
    );
    const timer = function* ({ call }: Activity): Talk {
      return { fact: { kind: call.payload.fact as string, id: call.key }, heard: 'due' };
    };
    handlers.set('timer.expire', { send: timer, ask: timer, askAfterMs: [SECOND] });
  }

  private *asked<T>(service: Service, what: string, answering: Answering): Generator<Step, Outcome<T>, unknown> {
    const { world } = this.life();
    return (yield (_activity, done) => ask(world, service, what, answering, done)) as Outcome<T>;
  }

  private about(call: Call) {
    return { key: call.key, orderNo: call.orderNo, generation: generationOf(call) };
  }

  private *quote(call: Call): Talk {
    const asked = yield* this.asked<SettlementReply>(this.life().insurance, 'quote', this.life().insuranceDesk.quote(this.about(call)));
    if (!asked.ok) return refusedBy(call, 'quoteNo', asked);
    const { status, state, split, fingerprint, factId, generation, refusal: no } = asked.value;
    if (status === 'refused') return refusal(call, 'quoteNo', no?.code ?? state);
    if (status === 'working' || !split || !fingerprint) return { silent: state };
    return { fact: { kind: 'quoted', id: factId, generation, split, fingerprint } as Fact, heard: 'quoted' };
  }

  private *settle(call: Call): Talk {
    const { fingerprint } = call.payload as { fingerprint: string };
    const answering = this.life().insuranceDesk.settle({ ...this.about(call), fingerprint });
    const asked = yield* this.asked<SettlementReply>(this.life().insurance, 'settle', answering);
    if (!asked.ok) return refusedBy(call, 'insNo', asked);
    const { status, state, split, settlementId, factId, generation, refusal: no } = asked.value;
    if (status === 'working') return { silent: state };
    if (state === 'REVERSED' || state === 'VOID') return reversedFact(call, factId);
    if (status === 'refused') return refusal(call, 'insNo', no?.code ?? state);
    if (!split || !settlementId) return { silent: 'the settlement has no figures' };
    return { fact: insuredFact(factId, { generation, split, settlementId }), heard: 'insured' };
  }

  private *reverse(call: Call): Talk {
    const asked = yield* this.asked<SettlementReply>(this.life().insurance, 'reverse', this.life().insuranceDesk.reverse(this.about(call)));
    if (!asked.ok) return refusedBy(call, 'reverseNo', asked);
    const { status, state, factId, refusal: no } = asked.value;
    if (status === 'working') return { silent: state };
    return status === 'refused' ? refusal(call, 'reverseNo', no?.code ?? state) : reversedFact(call, factId);
  }

  private *collect(call: Call): Talk {
    const { amountFen, payUntil, channel, product, payerId } = call.payload as {
      amountFen: number;
      payUntil: number;
      channel: string;
      product: string;
      payerId: string | null;
    };
    const answering = this.life().paymentDesk.open({ ...this.about(call), amountFen, payUntil, channel, product, payerId });
    const asked = yield* this.asked<CollectionReply>(this.life().payment, 'collect', answering);
    if (!asked.ok) return refusedBy(call, 'openNo', asked);
    const { status, state, capture, opened, factId, generation, refusal: no } = asked.value;
    if (capture) return { fact: paidFact(factId, generation, capture), heard: 'paid' };
    if (status === 'refused') return refusal(call, 'openNo', no ?? state);
    if (status === 'working' || !opened) return { silent: state };
    const { clientParameters, validUntil } = opened;
    return { fact: { kind: 'opened', id: factId, opened: { channel, product, clientParameters, validUntil } } as Fact, heard: 'opened' };
  }

  private *close(call: Call): Talk {
    const asked = yield* this.asked<CollectionReply>(this.life().payment, 'close', this.life().paymentDesk.close(this.about(call)));
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
    const answering = this.life().paymentDesk.refund({ ...this.about(call), refundNo, amountFen, reason });
    const asked = yield* this.asked<RefundReply>(this.life().payment, 'refund', answering);
    if (!asked.ok) return refusedBy(call, 'refundNo', asked);
    const { status, state, refusal: no } = asked.value;
    if (status === 'working') return { silent: state };
    if (status === 'refused') return refusal(call, 'refundNo', no ?? state);
    return { fact: { kind: 'refunded', id: `${refundNo}.refunded`, generation: generationOf(call) } as Fact, heard: 'refunded' };
  }
}
