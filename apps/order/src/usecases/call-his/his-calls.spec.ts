import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import { fen } from '@meridian/kernel/fen';
import type { Engine } from '@meridian/platform/engine/engine';
import type { CallHandler, Heard, OpenCall } from '@meridian/platform/engine/types';
import type { CallOptions } from '@meridian/plugin-kit/wrapper';
import type { Order } from '../../domain/order';
import type { Hospital } from '../hospital';
import { HisCalls } from './his-calls';

const ORDER_NO = '012611220000000001';
const order = {
  orderNo: ORDER_NO,
  generation: 1,
  bill: { visitNo: 'V1', sheets: [{ sheetNo: 'S1' }], billHash: 'h' },
  split: { totalFen: fen(44_620) },
  captured: null,
  settlementId: null,
  settleAskedAt: 1,
} as unknown as Order;

type Operation = 'confirm' | 'queryConfirm' | 'cancel' | 'unlock';

/** A HIS that answers as it is told to and takes its time: with every answer the lease of the asking process has moved on. */
class SlowHis {
  /** What was said to it, and until when it could have left; null where nothing is written. */
  readonly said: [operation: string, sendBefore: number | null][] = [];
  readonly answers: Record<Operation, Arm<object>> = {
    confirm: accepted({ hisReceiptNo: 'R1', confirmedAt: 5 }),
    queryConfirm: accepted({ state: 'absent' }),
    cancel: accepted({}),
    unlock: accepted({}),
  };
  private leasedUntil = 1000;
  readonly window = (): number => this.leasedUntil;

  async say(operation: Operation, _request: object, { sendBefore }: Pick<CallOptions, 'sendBefore'>) {
    this.said.push([operation, sendBefore ?? null]);
    this.leasedUntil += 3000;
    return { answer: this.answers[operation], exchanges: [] };
  }

  /** The later question about a call, as the engine asks it. */
  ask(kind: string): Promise<Heard> {
    const handlers = new Map<string, CallHandler>();
    const engine = {
      makes(name: string, handler: CallHandler) {
        handlers.set(name, handler);
        return this;
      },
      stateFor: async () => order,
    } as unknown as Engine;
    new HisCalls(engine, this as unknown as Hospital, { now: () => 0 }).addTo(engine);
    return (handlers.get(kind) as CallHandler).ask(callOf(kind), this.window(), this.window);
  }
}

const callOf = (kind: string): OpenCall => ({
  key: `${ORDER_NO}.1.call`,
  aggregate: 'order',
  aggregateId: ORDER_NO,
  orderNo: ORDER_NO,
  kind,
  payload: { generation: 1 },
  lane: null,
  held: false,
  epoch: 1,
  asks: 1,
  takenOver: 0,
  openedAt: 0,
  traceparent: null,
});

describe('a conversation of several messages with a slow HIS', () => {
  let his: SlowHis;
  beforeEach(() => {
    his = new SlowHis();
  });

  it('gives the lock back inside the window that stands when the tombstone has been taken', async () => {
    expect(await his.ask('his.withdraw')).toMatchObject({ fact: { kind: 'hisCancelled', generation: 1 } });
    expect(his.said).toEqual([
      ['cancel', 1000],
      ['unlock', 4000],
    ]);
  });

  it('confirms again inside the window that stands when the HIS has said that it has nothing', async () => {
    expect(await his.ask('his.confirm')).toMatchObject({ fact: { kind: 'confirmed', hisReceiptNo: 'R1' } });
    expect(his.said).toEqual([
      ['queryConfirm', null],
      ['confirm', 4000],
    ]);
  });

  it.each([
    ['confirmed before', { state: 'confirmed', confirmation: { hisReceiptNo: 'R1', confirmedAt: 5 } }, 'confirmed'],
    ['cancelled', { state: 'cancelled' }, 'hisNo'],
  ])('does not confirm again what is %s', async (_what, state, kind) => {
    his.answers.queryConfirm = accepted(state);
    expect(await his.ask('his.confirm')).toMatchObject({ fact: { kind } });
    expect(his.said).toHaveLength(1);
  });

  it('does not confirm again while the HIS does not say what it has', async () => {
    his.answers.queryConfirm = silent('TIMEOUT');
    expect(await his.ask('his.confirm')).toMatchObject({ silent: 'TIMEOUT' });
    expect(his.said).toHaveLength(1);
  });

  it('keeps its lock where the tombstone is refused', async () => {
    his.answers.cancel = rejected('ITEM_DELIVERED', '');
    expect(await his.ask('his.withdraw')).toMatchObject({ fact: { kind: 'hisCancelNo', code: 'ITEM_DELIVERED' } });
    expect(his.said).toHaveLength(1);
  });
});
