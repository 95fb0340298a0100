import { subscribe } from 'node:diagnostics_channel';
import { NatsBus } from '@meridian/platform/bus/bus';
import { type InCall, inCall } from './in-call';
import type { Striker } from './striker';

/** Wraps what leaves this process for a call: HTTP by undici's own channels, requests to other services by the bus. */
export function wrapSends(striker: Striker): void {
  const calls = new WeakMap<object, InCall>();
  subscribe('undici:request:create', (message) => {
    const call = inCall.getStore();
    if (call) calls.set((message as { request: object }).request, call);
  });
  subscribe('undici:request:bodySent', (message) => {
    const call = calls.get((message as { request: object }).request);
    if (call) striker.soonAt('after-send', call.kind, call.orderNo);
  });
  const ask = NatsBus.prototype.ask;
  NatsBus.prototype.ask = function (this: NatsBus, ...asked) {
    const answer = ask.apply(this, asked);
    const call = inCall.getStore();
    if (call) striker.soonAt('after-send', call.kind, call.orderNo);
    return answer;
  } as typeof ask;
}
