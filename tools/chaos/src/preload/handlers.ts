import { writeFileSync } from 'node:fs';
import { Engine } from '@meridian/platform/engine/engine';
import type { CallHandler, Heard, OpenCall } from '@meridian/platform/engine/types';
import { callsByKey, inCall } from './in-call';
import type { Journal } from './journal';
import type { Striker } from './striker';

/** Wraps every call handler as it is registered, and writes down which kinds there are. */
export function wrapHandlers(striker: Striker, journal: Journal, kindsFile: string): void {
  const kinds: string[] = [];
  const makes = Engine.prototype.makes;
  Engine.prototype.makes = function (this: Engine, kind: string, handler: CallHandler): Engine {
    kinds.push(kind);
    writeFileSync(kindsFile, JSON.stringify(kinds));
    return makes.call(this, kind, wrapped(handler, striker, journal));
  };
}

function wrapped(handler: CallHandler, striker: Striker, journal: Journal): CallHandler {
  const making =
    (how: 'send' | 'ask'): CallHandler['send'] =>
    (call, ...limits) =>
      inCall.run({ kind: call.kind, orderNo: call.orderNo }, () => heardOf(call, how, () => handler[how](call, ...limits)));
  const heardOf = async (call: OpenCall, how: 'send' | 'ask', make: () => Promise<Heard>): Promise<Heard> => {
    const { key, kind, orderNo } = call;
    callsByKey.set(key, { kind, orderNo });
    journal.note({ what: 'begins', how, key, kind });
    const heard = await make();
    if ('fact' in heard) striker.at('after-answer', kind, orderNo);
    journal.note({ what: 'ends', how, key, kind });
    return heard;
  };
  return Object.create(handler, { send: { value: making('send') }, ask: { value: making('ask') } });
}
