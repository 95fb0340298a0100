import type { Fact } from '@meridian/kernel/machine';
import type { Collection } from '@meridian/payment/domain/collection';
import type { Service } from '../engine/service';
import type { Activity } from '../engine/types';
import type { World } from '../world';

const MONEY = new Set([
  'open',
  'close',
  'refund',
  '2207',
  '2208',
  '2601',
  '2601-of-2208',
  'confirm',
  'cancel',
  'release',
  'hold',
  'book-refund',
]);
/** A refund's number without its try. */
const REFUND_DIGITS = 22;

/** 5, 13, 14, 15: laws about what leaves the house. */
export class Sends {
  /** Order → the 2207 whose fate is not known yet. */
  private readonly settling = new Map<string, string>();
  /** Refund (without its try) → the number whose fate is not known yet. */
  private readonly refunding = new Map<string, string>();
  private readonly confirming = new Set<string>();

  constructor(private readonly world: World) {}

  /** A fact that ends what was unknown. */
  answered(orderNo: string, fact: Fact): void {
    switch (fact.kind) {
      case 'insured':
      case 'settleRefused':
      case 'revoked':
        this.settling.delete(orderNo);
        return;
      case 'refundClosed':
      case 'refundSucceeded':
      case 'refundFailed':
        this.refunding.delete((fact as Fact & { outRefundNo: string }).outRefundNo.slice(0, REFUND_DIGITS));
        return;
      default:
        return;
    }
  }

  sent(service: Service, { call, epoch, worker }: Activity, verb: string, about: string): void {
    if (verb === 'query-confirm') this.confirming.delete(call.key);
    if (!MONEY.has(verb)) return;
    const { world } = this;
    world.holds('13 an intent before every money call', service.calls.get(call.key) === call, verb, about);
    world.holds('15 a worker that lost a call sends nothing', call.epoch === epoch && call.owner === worker.id, verb, about);
    if (call.lane !== null) {
      const free = !service.laneBusy(call.lane) && !service.laneHeldBy(call.lane, call);
      world.holds('14 one insurer write a person at a time', free, verb, about);
    }
    switch (verb) {
      case '2207':
        world.holds('14 no second 2207 while the first is unknown', !this.settling.has(call.orderNo), about);
        this.settling.set(call.orderNo, about);
        return;
      case 'refund':
        this.refund(about);
        return;
      case 'open': {
        const legs = service.read<Collection>(call.aggregateId)?.legs ?? [];
        const known = legs.some((leg) => leg.attempts.some((one) => one.outTradeNo === about));
        world.holds('13 an intent before every money call', known, verb, about);
        return;
      }
      case 'confirm':
        world.holds('14 an unknown confirm is asked about before it is sent again', !this.confirming.has(call.key), call.key);
        this.confirming.add(call.key);
        return;
      default:
        return;
    }
  }

  private refund(number: string): void {
    const base = number.slice(0, REFUND_DIGITS);
    const known = this.refunding.get(base);
    this.world.holds('5 one number a refund, a new one only when it is closed', known === undefined || known === number, number);
    this.refunding.set(base, number);
  }
}
