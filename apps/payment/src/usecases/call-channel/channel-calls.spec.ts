import { defineChannel, type Payment } from '@meridian/channel-kit/port';
import { Channels } from '@meridian/channel-kit/registry';
import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import { fen } from '@meridian/kernel/fen';
import type { Engine } from '@meridian/platform/engine/engine';
import type { CallHandler, Heard, OpenCall } from '@meridian/platform/engine/types';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import { ChannelCalls } from './channel-calls';

const SECOND = 1000;
const NUMBER = '01261122000000000111101';
const CLOSED_AT = 60 * SECOND;

/** A channel that knows one number, or none, and answers an order call as it is told to. */
class ScriptedChannel {
  now = CLOSED_AT;
  /** What was said to it, in order. */
  readonly said: string[] = [];
  number: Payment = { outTradeNo: NUMBER, state: 'absent' };
  opens: Arm<object> = silent('TIMEOUT');

  private say<T>(verb: string, answer: () => Arm<T>): Promise<Arm<T>> {
    this.said.push(verb);
    return Promise.resolve(answer());
  }

  /** The handlers of payment's calls, as the engine is given them. */
  handlers(): Map<string, CallHandler> {
    const opened = { prepayId: 'P', clientParameters: {}, validUntil: 0 };
    const wechat = defineChannel({
      channel: 'wechat',
      products: ['JSAPI'],
      can: ['open', 'query', 'close'],
      sensitive: [],
      operations: {
        open: () =>
          this.say('open', () => {
            if (this.opens.arm !== 'accepted') return this.opens;
            this.number = { outTradeNo: NUMBER, state: 'unpaid' };
            return accepted(opened);
          }),
        query: () => this.say('query', () => accepted(this.number)),
        close: () =>
          this.say('close', () => {
            this.number = { outTradeNo: NUMBER, state: 'closed' };
            return accepted({});
          }),
      },
    });
    const clock = { now: () => this.now };
    const channels = new Channels([wechat], { http: new HttpWire(clock), clock, nonce: () => '0'.repeat(32) });
    const handlers = new Map<string, CallHandler>();
    const engine = {
      makes(kind: string, handler: CallHandler) {
        handlers.set(kind, handler);
        return this;
      },
    };
    new ChannelCalls(channels, clock).addTo(engine as unknown as Engine);
    return handlers;
  }
}

function closing(attemptState: 'opening' | 'rejected'): OpenCall {
  return {
    key: `${NUMBER}.close`,
    aggregate: 'collection',
    aggregateId: NUMBER.slice(0, 19),
    orderNo: NUMBER.slice(0, 18),
    kind: 'channel.close',
    payload: { channel: 'wechat', product: 'JSAPI', outTradeNo: NUMBER, amountFen: 12_560, description: '', expiresAt: 0, attemptState },
    lane: null,
    held: false,
    epoch: 0,
    asks: 0,
    takenOver: 0,
    openedAt: CLOSED_AT,
    traceparent: null,
  };
}

const never = (): number => Number.POSITIVE_INFINITY;

describe('closing a number', () => {
  let channel: ScriptedChannel;
  let handler: CallHandler;
  beforeEach(() => {
    channel = new ScriptedChannel();
    handler = channel.handlers().get('channel.close') as CallHandler;
  });

  async function asked(attemptState: 'opening' | 'rejected', afterSeconds: number): Promise<Heard> {
    channel.now = CLOSED_AT + afterSeconds * SECOND;
    channel.said.length = 0;
    return handler.ask(closing(attemptState), never(), never);
  }

  const dead = { fact: { kind: 'dead', outTradeNo: NUMBER } };

  it.each([0, 8, 53, 89.9])(
    'that was refused and is not known: %s s after the intent a copy of the order call may still come',
    async (at) => {
      expect(await asked('rejected', at)).toMatchObject({ silent: 'a copy of the order call may still come' });
      expect(channel.said).toEqual(['query']);
    },
  );

  it.each(['opening', 'rejected'] as const)('that nobody can have opened any more is dead (%s)', async (state) => {
    expect(await asked(state, 90)).toMatchObject(dead);
    expect(channel.said).toEqual(['query']);
  });

  it('that was refused and then taken from a copy closes it', async () => {
    expect(await asked('rejected', 23)).toMatchObject({ silent: expect.any(String) });
    channel.number = { outTradeNo: NUMBER, state: 'unpaid' };
    expect(await asked('rejected', 53)).toMatchObject(dead);
    expect(channel.said).toEqual(['query', 'close']);
  });

  it('that was refused, taken from a copy and paid tells of the money', async () => {
    channel.number = { outTradeNo: NUMBER, state: 'paid', transactionId: 'T1', paidFen: fen(12_560), paidAt: 1 };
    expect(await asked('rejected', 53)).toMatchObject({ fact: { kind: 'paid', transactionId: 'T1' } });
  });

  it('that is not known while its order call is unanswered opens it first', async () => {
    channel.opens = accepted({});
    expect(await asked('opening', 0)).toMatchObject(dead);
    expect(channel.said).toEqual(['query', 'open', 'close']);
  });

  it('opens nothing any more after half a minute, and waits for what is on its way', async () => {
    channel.opens = accepted({});
    expect(await asked('opening', 30)).toMatchObject({ silent: 'a copy of the order call may still come' });
    expect(channel.said).toEqual(['query']);
  });

  it.each(['PAYMENT_PAID', 'PAYMENT_CLOSED', 'REQUEST_INVALID'])('whose opening is refused with %s is not dead by that', async (code) => {
    channel.opens = rejected(code, '');
    expect(await asked('opening', 1)).toMatchObject({ silent: code });
    expect(channel.said).toEqual(['query', 'open']);
  });
});
