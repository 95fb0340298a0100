import { accepted } from '@meridian/kernel/arm';
import type { Clock } from '@meridian/kernel/clock';
import { ScriptedServer } from '@meridian/plugin-kit/conformance/scripted-server';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import { defineChannel } from './port';
import { ALWAYS_TRY, Channels } from './registry';

const clock: Clock = { now: () => 0 };
const call = { requestNo: 'R1', timeoutMs: 2_000 } as const;

describe('Channels', () => {
  let party: ScriptedServer;
  let http: HttpWire;

  beforeEach(async () => {
    party = await ScriptedServer.start();
    http = new HttpWire(clock);
  });

  afterEach(async () => {
    await party.close();
    await http.close();
  });

  /** A channel that can open and query, and is told by HTTP. */
  const small = (channel = 'small') =>
    defineChannel({
      channel,
      products: ['NATIVE'],
      can: ['open', 'query'],
      sensitive: ['card'],
      operations: {
        open: async (_request, { wire }) => {
          await wire.send({ method: 'GET', url: `${party.origin}/open`, headers: {} });
          return accepted({ prepayId: '1', clientParameters: {}, validUntil: 1 });
        },
        query: async ({ outTradeNo }, { wire }) => {
          await wire.send({ method: 'GET', url: `${party.origin}/query`, headers: {} });
          return accepted({ outTradeNo, state: 'unpaid' });
        },
      },
    });

  const channels = () => new Channels([small()], { http, clock, nonce: () => '0'.repeat(32), circuit: { opensAfter: 1, restMs: 60_000 } });

  it('finds a guarded operation by channel and name', async () => {
    party.script = () => ({ status: 200, body: '' });
    const found = channels().find('small', 'query');
    if (!found.ok) throw new Error(found.code);
    await expect(found.value({ outTradeNo: 'N1' }, call)).resolves.toMatchObject({
      answer: accepted({ outTradeNo: 'N1', state: 'unpaid' }),
      sent: true,
      exchanges: [{ request: { url: `${party.origin}/query` } }],
    });
  });

  it('says which of the two is missing, the channel or its capability', () => {
    expect(channels().find('alipay', 'query')).toEqual({ ok: false, code: 'CHANNEL_UNKNOWN', detail: 'alipay' });
    expect(channels().find('small', 'refund')).toEqual({ ok: false, code: 'CHANNEL_CANNOT', detail: 'small refund' });
  });

  it('tells products, capabilities and sensitive names as data', () => {
    const registry = channels();
    expect(registry.capabilities()).toEqual([{ channel: 'small', products: ['NATIVE'], can: ['open', 'query'] }]);
    expect([registry.sells('small', 'NATIVE'), registry.sells('small', 'JSAPI'), registry.sells('alipay', 'APP')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([registry.sensitiveOf('small'), registry.sensitiveOf('alipay')]).toEqual([['card'], []]);
  });

  it('refuses two plug-ins of one name', () => {
    expect(() => new Channels([small(), small()], { http, clock, nonce: () => '' })).toThrow('two plug-ins call themselves small');
  });

  it('only opening rests while a channel is sick', async () => {
    party.script = () => 'drop';
    const registry = channels();
    const open = registry.find('small', 'open');
    const query = registry.find('small', 'query');
    if (!open.ok || !query.ok) throw new Error('not declared');
    const request = { product: 'NATIVE', outTradeNo: 'N1', amountFen: 1, description: '', expiresAt: 1 } as never;
    const answers = [];
    for (let i = 0; i < 2; i++) {
      answers.push((await open.value(request, call)).answer, (await query.value({ outTradeNo: 'N1' }, call)).answer);
    }
    expect(answers.map((answer) => (answer.arm === 'silent' ? answer.reason : answer.arm))).toEqual([
      'CONNECTION',
      'CONNECTION',
      'CIRCUIT_OPEN',
      'CONNECTION',
    ]);
    expect(ALWAYS_TRY).not.toContain('open');
  });
});
