import { checkDay } from '@meridian/contracts/reconciliation/check-day.contract';
import { readStory } from '@meridian/contracts/shared/read-story.contract';
import { bootService } from '@meridian/platform/boot';
import { NatsBus } from '@meridian/platform/bus/bus';
import { ScriptedServer } from '@meridian/plugin-kit/conformance/scripted-server';
import { E1, numbersOf, orderFacts } from '@meridian/testing/order-facts';
import { type TestNats, testNats } from '@meridian/testing/test-nats';
import { type TestSchema, testSchema } from '@meridian/testing/test-schema';
import { testServiceConfig } from '@meridian/testing/test-service-config';
import { reconciliationService } from '../../app';
import { appendOnly, migrations } from '../../storage/migrations';

const DAY = '2025-11-22';
const AT = Date.parse(`${DAY}T10:00:00+08:00`);
const CONSUMER = 'reconciliation-expectations';

type Line = Record<string, unknown> & { number: string; day: string };

/** What the parties write down for an order that went all the way and back; in the order of its facts, without the commitment. */
function linesOf(sequence: number): readonly Line[] {
  const its = numbersOf(sequence);
  const when = { at: AT, day: DAY };
  const { totalFen: amountFen, ...parts } = E1;
  const insurance = { party: 'insurance', state: 'SETTLED', amountFen, parts, ...when };
  const wechat = { party: 'wechat', state: 'SUCCESS', amountFen: E1.cashFen, ...when };
  const his = { party: 'his', state: 'CONFIRMED', amountFen, parts, ...when };
  return [
    { ...insurance, kind: 'settlement', number: its.messageNo, reference: its.settlementId },
    { ...wechat, kind: 'payment', number: its.outTradeNo, reference: `T${sequence}` },
    { ...his, kind: 'confirm', number: its.orderNo, reference: its.hisReceiptNo },
    { ...his, kind: 'his-refund', number: its.refundNo, reference: its.hisRefundNo, of: its.orderNo },
    {
      ...insurance,
      kind: 'reversal',
      number: `${its.messageNo.slice(0, -4)}9${its.messageNo.slice(-3)}`,
      reference: `M${sequence}`,
      of: its.messageNo,
    },
    { ...wechat, kind: 'refund', number: its.outRefundNo, reference: `F${sequence}`, of: its.outTradeNo },
  ];
}

describe('a day of the reconciliation service', () => {
  let schema: TestSchema;
  let nats: TestNats;
  let party: ScriptedServer;
  let bus: NatsBus;
  let service: Awaited<ReturnType<typeof bootService>>;
  const orders = Array.from({ length: 30 }, (_, index) => index + 1);
  const books = orders.flatMap(linesOf);

  beforeAll(async () => {
    [schema, nats, party] = await Promise.all([testSchema(migrations, appendOnly), testNats(), ScriptedServer.start()]);
    service = await bootService(
      reconciliationService({ ...testServiceConfig(schema.url, nats.url), MERIDIAN_BOOKS_URL: `${party.origin}/` }),
    );
    bus = new NatsBus(nats.connection);
    const facts = orders.flatMap((one) => orderFacts(one, AT));
    await nats.publish(...facts.toReversed(), ...facts.slice(0, 40));
    await nats.untilTaken(CONSUMER);
  });

  afterAll(async () => {
    await service.stop();
    await Promise.all([party.close(), nats.close(), schema.drop()]);
  });

  const hold = (lines: readonly Line[]): void => {
    party.script = ({ path }) => {
      const day = new URL(path, party.origin).searchParams.get('day');
      return { status: 200, body: JSON.stringify({ day, rows: lines.filter((line) => line.day === day) }) };
    };
  };
  const check = async (lines: readonly Line[], day = DAY) => {
    hold(lines);
    const reply = await bus.ask(checkDay, { day });
    if (!reply.ok) throw new Error(`${reply.code} ${reply.detail}`);
    return reply.value;
  };

  it('agrees with books that say what the facts say, though the facts came backwards and partly twice', async () => {
    expect(await check(books)).toEqual({ day: DAY, expected: 180, matched: 180, differences: [] });
  });

  it('finds what is missing there, missing here, different and double, and counts strangers out', async () => {
    const [settlement, payment, confirm, ...rest] = books;
    const late = linesOf(31)[1] as Line;
    const changed = [
      settlement as Line,
      { ...(payment as Line), amountFen: 12_561 },
      ...rest,
      ...rest.slice(0, 1),
      late,
      { ...late, number: 'POS20251122000001' },
    ];
    const { expected, matched, differences } = await check(changed);
    expect([expected, matched]).toEqual([180, 178]);
    const its = numbersOf(1);
    expect(differences.map(({ kind, side, reference }) => `${kind} ${side} ${reference}`).sort()).toEqual([
      `amount wechat ${its.outTradeNo}`,
      `duplicate his ${its.refundNo}`,
      `missing-here wechat ${late.number}`,
      `missing-there his ${confirm?.reference}`,
    ]);
  });

  it('takes a refund that the channel wrote three days earlier', async () => {
    const early = books.map((line) => (line.kind === 'refund' ? { ...line, day: '2025-11-19', at: AT - 3 * 86_400_000 } : line));
    expect(await check(early)).toMatchObject({ expected: 180, matched: 180, differences: [] });
    expect(await check(early, '2025-11-19')).toMatchObject({ expected: 0, differences: [] });
  });

  it('says nothing about a day whose books cannot be read whole', async () => {
    party.script = ({ path }) => (path.includes(DAY) ? { status: 500, body: '' } : { status: 200, body: '{"rows":[]}' });
    expect(await bus.ask(checkDay, { day: DAY })).toMatchObject({ ok: false, code: 'BOOKS_SILENT' });
    party.script = () => 'hold';
    expect(await bus.ask(checkDay, { day: DAY })).toMatchObject({ ok: false, code: 'BOOKS_SILENT' });
  });

  it.each(['2025-02-30', '2999-01-01'])('refuses %s, which is no day of the past', async (day) => {
    expect(await bus.ask(checkDay, { day })).toMatchObject({ ok: false, code: 'DAY_INVALID' });
  });

  it('expects the same once when the whole stream comes again', async () => {
    await nats.publish(...orders.flatMap((one) => orderFacts(one, AT)));
    await nats.untilTaken(CONSUMER);
    expect(await check(books)).toMatchObject({ expected: 180, matched: 180 });
  });

  it('tells its part of the story', async () => {
    const story = await bus.ask(readStory('reconciliation'), { orderNo: numbersOf(1).orderNo });
    expect(story.ok && story.value.entries.map(({ kind }) => kind)).toEqual(Array.from({ length: 7 }, () => 'event'));
  });
});
