// size: one handler a kind of call to another service, to be read side by side
import { quoteVisit } from '@meridian/contracts/insurance/quote-visit.contract';
import { reverseSettlement } from '@meridian/contracts/insurance/reverse-settlement.contract';
import { settleVisit } from '@meridian/contracts/insurance/settle-visit.contract';
import { closeCollection } from '@meridian/contracts/payment/close-collection.contract';
import { openCollection } from '@meridian/contracts/payment/open-collection.contract';
import { refundCollection } from '@meridian/contracts/payment/refund-collection.contract';
import { type Fen, fen } from '@meridian/kernel/fen';
import type { Fact } from '@meridian/kernel/machine';
import type { Outcome, Refusal } from '@meridian/kernel/outcome';
import type { Bus } from '@meridian/platform/bus/bus';
import type { Engine } from '@meridian/platform/engine/engine';
import type { CallHandler, Heard, OpenCall } from '@meridian/platform/engine/types';
import type { Choice, Order } from '../../domain/order';
import { orderKind } from '../../storage/order.kind';
import { insuredFact, paidFact } from './service-facts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const OFTEN = [1, 2, 5, 10].map((s) => s * SECOND);

/** Refusals that only mean "not now": nothing was done, the same key is asked again. */
const NOT_NOW = ['SERVICE_SILENT', 'SERVICE_UNAVAILABLE', 'DEADLINE_PASSED', 'INTERNAL_ERROR', 'INSURANCE_BUSY'];

type Rejecting = 'quoteNo' | 'insNo' | 'openNo' | 'reverseNo' | 'refundNo';

/**
 * What an order asks of insurance and payment. Every command carries its key for life, so asking again is safe, and each service reports
 * the same facts through its outbox: whichever comes first moves the order.
 */
export class ServiceCalls {
  constructor(
    private readonly engine: Engine,
    private readonly bus: Bus,
  ) {}

  addTo(engine: Engine): void {
    const again = (make: CallHandler['ask'], caseAfterMs: number): CallHandler => ({
      send: make,
      ask: make,
      askAfterMs: OFTEN,
      caseAfterMs,
    });
    engine
      .makes(
        'insurance.quote',
        again((call) => this.quote(call), 5 * MINUTE),
      )
      .makes(
        'insurance.settle',
        again((call) => this.settle(call), 5 * MINUTE),
      )
      .makes(
        'insurance.reverse',
        again((call) => this.reverse(call), 15 * MINUTE),
      )
      .makes(
        'payment.collect',
        again((call) => this.collect(call), 5 * MINUTE),
      )
      .makes(
        'payment.close',
        again((call) => this.close(call), 30 * MINUTE),
      )
      .makes(
        'payment.refund',
        again((call) => this.refund(call), 24 * 60 * MINUTE),
      )
      .makes('timer.expire', {
        send: async (call) => timerFact(call),
        ask: async (call) => timerFact(call),
        askAfterMs: [SECOND],
      });
  }

  private async quote(call: OpenCall): Promise<Heard> {
    const order = await this.order(call);
    const { bill, orderNo, hospitalId, useAccount } = order;
    if (!bill.insurance) throw new Error('a quote for a visit without insurance');
    const { visitNo, visitStartedAt, doctor, department, diagnoses, insurance, lines, totalFen } = bill;
    const asked = await this.bus.ask(quoteVisit, {
      key: call.key,
      orderNo,
      generation: generationOf(call),
      hospitalId,
      visitNo,
      visitStartedAt,
      doctor,
      department,
      diagnoses: [...diagnoses],
      insurance,
      lines: [...lines],
      totalFen,
      useAccount,
    });
    if (!asked.ok) return refusedBy(call, 'quoteNo', asked);
    const { status, settlement } = asked.value;
    const { split, fingerprint, factId } = settlement;
    if (status === 'refused') return refusal(call, 'quoteNo', settlement.refusal ?? settlement.state, settlement.reason);
    if (status === 'working' || !split || !fingerprint) return { silent: settlement.state };
    return { fact: { kind: 'quoted', id: factId, generation: settlement.generation, split, fingerprint } as Fact, heard: 'quoted' };
  }

  private async settle(call: OpenCall): Promise<Heard> {
    const { fingerprint, payUntil } = call.payload as { fingerprint: string; payUntil: number };
    const asked = await this.bus.ask(settleVisit, {
      key: call.key,
      orderNo: call.orderNo,
      generation: generationOf(call),
      fingerprint,
      payUntil,
    });
    if (!asked.ok) return refusedBy(call, 'insNo', asked);
    const { status, settlement } = asked.value;
    if (status === 'working') return { silent: settlement.state };
    if (settlement.state === 'REVERSED' || settlement.state === 'VOID') return reversedFact(call, settlement.factId);
    if (status === 'refused') return refusal(call, 'insNo', settlement.refusal ?? settlement.state, settlement.reason);
    if (!settlement.split || !settlement.settlementId) return { silent: 'the settlement has no figures' };
    const fact = insuredFact(settlement.factId, settlement.generation, settlement.split, settlement.settlementId);
    return { fact, heard: 'insured' };
  }

  private async reverse(call: OpenCall): Promise<Heard> {
    const asked = await this.bus.ask(reverseSettlement, { key: call.key, orderNo: call.orderNo, generation: generationOf(call) });
    if (!asked.ok) return refusedBy(call, 'reverseNo', asked);
    const { status, settlement } = asked.value;
    if (status === 'working') return { silent: settlement.state };
    if (status === 'refused') return refusal(call, 'reverseNo', settlement.refusal ?? settlement.state, settlement.reason);
    return reversedFact(call, settlement.factId);
  }

  private async collect(call: OpenCall): Promise<Heard> {
    const order = await this.order(call);
    const { amountFen, payUntil, channel, product, payerId } = call.payload as unknown as Choice & { amountFen: Fen; payUntil: number };
    const asked = await this.bus.ask(openCollection, {
      key: call.key,
      orderNo: order.orderNo,
      generation: generationOf(call),
      hospitalId: order.hospitalId,
      applicationId: order.applicationId,
      amountFen,
      description: '门诊缴费',
      channel,
      product,
      ...(payerId === null ? {} : { payerId }),
      expiresAt: payUntil,
    });
    if (!asked.ok) return refusedBy(call, 'openNo', asked);
    const { status, collection } = asked.value;
    if (collection.capture) return { fact: paidFact(collection.factId, collection.generation, collection.capture), heard: 'paid' };
    if (status === 'refused') return refusal(call, 'openNo', collection.refusal ?? collection.state, collection.reason);
    if (status === 'working' || !collection.opened) return { silent: collection.state };
    const { clientParameters, validUntil } = collection.opened;
    return {
      fact: { kind: 'opened', id: collection.factId, opened: { channel, product, clientParameters, validUntil } } as Fact,
      heard: 'opened',
    };
  }

  private async close(call: OpenCall): Promise<Heard> {
    const asked = await this.bus.ask(closeCollection, { key: call.key, orderNo: call.orderNo, generation: generationOf(call) });
    if (!asked.ok) return { silent: asked.code };
    const { status, collection } = asked.value;
    if (status === 'working') return { silent: collection.state };
    if (collection.capture) return { fact: paidFact(collection.factId, collection.generation, collection.capture), heard: 'paid' };
    return { fact: { kind: 'dead', id: collection.factId, generation: collection.generation } as Fact, heard: 'dead' };
  }

  private async refund(call: OpenCall): Promise<Heard> {
    const { refundNo, amountFen, reason } = call.payload as { refundNo: string; amountFen: number; reason: string };
    const generation = generationOf(call);
    const asked = await this.bus.ask(refundCollection, {
      key: call.key,
      orderNo: call.orderNo,
      generation,
      refundNo,
      amountFen: fen(amountFen),
      reason: reason.slice(0, 80),
    });
    if (!asked.ok) return refusedBy(call, 'refundNo', asked);
    const { status, refund } = asked.value;
    if (status === 'working') return { silent: refund.state };
    if (status === 'refused') return refusal(call, 'refundNo', refund.refusal ?? refund.state);
    return { fact: { kind: 'refunded', id: `${refundNo}.refunded`, generation } as Fact, heard: 'refunded' };
  }

  private order(call: OpenCall): Promise<Order> {
    return this.engine.stateFor(orderKind, call.orderNo, call);
  }
}

const generationOf = (call: OpenCall): number => (call.payload as { generation: number }).generation;

const timerFact = (call: OpenCall): Heard => ({
  fact: { kind: (call.payload as { fact: string }).fact, id: call.key },
  heard: 'due',
});

const reversedFact = (call: OpenCall, factId: string): Heard => ({
  fact: { kind: 'reversed', id: factId, generation: generationOf(call) } as Fact,
  heard: 'reversed',
});

const refusal = (call: OpenCall, kind: Rejecting, code: string, reason?: string): Heard => ({
  fact: { kind, id: `${call.key}.refused`, code, reason: reason ?? code } as Fact,
  heard: code,
});

const refusedBy = (call: OpenCall, kind: Rejecting, outcome: Refusal & Outcome<never>): Heard =>
  NOT_NOW.includes(outcome.code) ? { silent: outcome.code } : refusal(call, kind, outcome.code, outcome.detail);
