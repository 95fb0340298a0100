import type { CreateOrderRequest } from '@meridian/contracts/order/create-order.contract';
import { Clock } from '@meridian/kernel/clock';
import { Injectable } from '@nestjs/common';
import type { Bill, Drafted, Order } from '../../domain/order';
import { OrderNumbers } from '../../storage/order-numbers';
import { Windows } from '../ports';

/** New orders, as they are before anything is known but the bill and the patient's choice. */
@Injectable()
export class Drafts {
  constructor(
    private readonly numbers: OrderNumbers,
    private readonly clock: Clock,
    private readonly windows: Windows,
  ) {}

  async draw(request: CreateOrderRequest, bill: Bill): Promise<{ order: Order; fact: Drafted }> {
    const orderNo = await this.numbers.next();
    const fact: Drafted = { kind: 'drafted', id: request.key, expiresAt: this.clock.now() + this.windows.draftMs };
    return { order: this.fresh(orderNo, request, bill), fact };
  }

  private fresh(orderNo: string, { asker, payMode, useAccount }: CreateOrderRequest, bill: Bill): Order {
    return {
      orderNo,
      hospitalId: this.windows.hospitalId,
      applicationId: asker.applicationId,
      patientId: asker.patientId,
      patientNo: asker.patientNo,
      bill,
      payMode,
      useAccount,
      collectShape: 'SEPARATE',
      phase: 'DRAFT',
      generation: 1,
      quotes: 0,
      split: null,
      fingerprint: null,
      held: false,
      legs: { his: 'none', insurance: 'none', cash: 'none' },
      choice: null,
      collects: 0,
      opened: null,
      settlementId: null,
      captured: null,
      confirmation: null,
      settleAskedAt: null,
      payUntil: null,
      consentUntil: null,
      why: null,
      hisFirst: false,
      notes: { giveUp: null },
      reason: null,
      timers: [],
      windows: { payMs: this.windows.payMs, consentMs: this.windows.consentMs },
    };
  }
}
