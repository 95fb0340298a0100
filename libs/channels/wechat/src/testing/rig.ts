import type { CallbackNotice, ChannelOperations, RawCallback } from '@meridian/channel-kit/port';
import { type Arm } from '@meridian/kernel/arm';
import type { Clock } from '@meridian/kernel/clock';
import { type Script, ScriptedServer } from '@meridian/plugin-kit/conformance/scripted-server';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import { type GuardedOperations, guard } from '@meridian/plugin-kit/wrapper';
import type { WechatConfig } from '../config';
import { wechat } from '../plugin';
import type { WechatParty } from './wechat-party';

/** One plug-in that keeps its keys from call to call, in front of a party on loopback, on one clock. */
export class Rig {
  private constructor(
    readonly server: ScriptedServer,
    private readonly http: HttpWire,
    readonly operations: GuardedOperations<ChannelOperations>,
  ) {}

  static async start(party: WechatParty, change: Partial<WechatConfig> = {}): Promise<Rig> {
    const clock: Clock = { now: () => party.now };
    const server = await ScriptedServer.start();
    const http = new HttpWire(clock);
    const plugin = wechat({ ...party.config(server.origin), ...change });
    let nonces = 0;
    const operations = guard(
      { name: plugin.channel, operations: plugin.operations },
      { http, clock, nonce: () => String(++nonces).padStart(32, '0'), circuit: { opensAfter: 1_000 } },
    );
    return new Rig(server, http, operations);
  }

  /** Everything but the certificate list answers so. */
  plays(party: WechatParty, script: Script): this {
    this.server.script = (received) => party.aside(received) ?? script(received);
    return this;
  }

  async query(outTradeNo = OUT_TRADE_NO): Promise<Arm<unknown>> {
    return (await this.operations.query({ outTradeNo }, CALL)).answer;
  }

  async read(callback: RawCallback): Promise<Arm<CallbackNotice>> {
    return (await this.operations.readCallback(callback, CALL)).answer;
  }

  downloads(): number {
    return this.server.received.filter(({ path }) => path === '/v3/certificates').length;
  }

  async stop(): Promise<void> {
    await this.server.close();
    await this.http.close();
  }
}

export const OUT_TRADE_NO = '01261122000000000A1101';
export const CALL = { requestNo: 'TEST', timeoutMs: 2_000 } as const;
