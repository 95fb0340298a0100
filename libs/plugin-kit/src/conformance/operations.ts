// size: one suite, whose scenarios share what they set up
import type { Arm } from '@meridian/kernel/arm';
import { masked } from '../masked';
import type { Exchange } from '../wire';
import { loadFixtures } from './fixtures';
import type { ReceivedRequest, ScriptedAnswer } from './scripted-server';
import { type OperationSuite, Stage, type Vendor } from './stage';

export { type OperationSuite, type PluginUnderTest, Stage, type Vendor } from './stage';

/** Short, because these answers never come. */
const HELD_TIMEOUT_MS = 120;

/**
 * Registers the scenarios every plug-in shares: each fixture word for word, and over every operation's `accepted`
 * fixture the ways a call can end in silence, the repeat with the same id, and the masked view.
 */
export function describeOperations(suite: OperationSuite): void {
  const fixtures = loadFixtures(suite.fixtures);
  const sentBy = (operation: string): boolean => !suite.local?.includes(operation);
  const outgoing = fixtures.filter(({ operation }) => sentBy(operation));
  const seen = new Set<string>();

  const onStage = async (play: (stage: Stage) => Promise<void>): Promise<void> => {
    const stage = await Stage.set(suite);
    try {
      await play(stage);
      noCanaryShows(stage, suite, seen);
    } finally {
      await stage.strike();
    }
  };

  it('declares exactly the operations it has, each with an accepted fixture', () => {
    const { can, operations } = suite.plugin('http://127.0.0.1:9');
    expect(Object.keys(operations).sort()).toEqual([...can].sort());
    const covered = fixtures.filter(({ name }) => name === 'accepted').map(({ operation }) => operation);
    expect(covered.filter(sentBy).sort()).toEqual(can.filter(sentBy).sort());
  });

  describe.each(outgoing.map((fixture) => ({ ...fixture })))('$operation, fixture $name', (fixture) => {
    it('says on the wire what the fixture says and answers with its arm', () =>
      onStage(async (stage) => {
        const { answer } = await stage.replies(fixture.reply).call(fixture.operation, fixture.request);
        expectArm(answer, fixture.answer);
        const last = stage.received.at(-1);
        if (!fixture.sent || !last) throw new Error('the fixture or the plug-in sent nothing');
        expect({ method: last.method, path: last.path }).toEqual({ method: fixture.sent.method, path: fixture.sent.path });
        expect(openBody(suite.vendor, last)).toEqual(fixture.sent.body);
        for (const received of stage.party.received) suite.vendor.check(received);
      }));
  });

  describe.each(outgoing.filter(({ name }) => name === 'accepted'))('$operation', (fixture) => {
    const { operation, request, reply } = fixture;
    const { vendor } = suite;
    const expectSilence = (set: (stage: Stage) => Stage, timeoutMs?: number) =>
      onStage(async (stage) => {
        const { answer } = await set(stage).call(operation, request, timeoutMs);
        expect(answer).toEqual({ arm: 'silent', reason: expect.any(String) });
      });

    it('is silent when the answer does not come in time', () => expectSilence((stage) => stage.plays(() => 'hold'), HELD_TIMEOUT_MS));
    it('is silent when the connection is lost before the answer', () => expectSilence((stage) => stage.plays(() => 'drop')));
    it('is silent when the connection is lost within the answer', () => expectSilence((stage) => stage.plays(() => 'cut')));
    it('is silent when the answer is garbled', () =>
      expectSilence((stage) => stage.plays((received) => garbled(vendor.seal(reply, received)))));
    it('is silent on a code that stands in no table', () => expectSilence((stage) => stage.replies(vendor.unknownCode)));
    it.each([500, 502, 503, 429])('is silent on a bare %d', (status) =>
      expectSilence((stage) => stage.plays(() => ({ status, headers: { 'content-type': 'text/html' }, body: '<html>sorry</html>' }))),
    );
    const { tamper } = vendor;
    if (tamper) {
      it('is silent when the answer was changed after it was signed', () =>
        expectSilence((stage) => stage.plays((received) => tamper(vendor.seal(reply, received)))));
    }

    it('sends the same words and gives the same answer when asked twice with the same id', () =>
      onStage(async (stage) => {
        stage.replies(reply);
        expectArm((await stage.call(operation, request)).answer, fixture.answer);
        expectArm((await stage.call(operation, request)).answer, fixture.answer);
        const [one, two] = stage.received;
        expect(two?.path).toBe(one?.path);
        expect(two?.body).toBe(one?.body);
      }));
  });

  it('was masked over real canaries', () => {
    expect([...suite.canaries].filter((canary) => !seen.has(canary))).toEqual([]);
  });
}

/** Stands in a fixture for a value that random keys or nonces make, such as a signature. */
export const ANY_TEXT = '<any text>';

/** Compares an arm: accepted values exactly (but for `<any text>`), a rejection by its code, silence as such. */
export function expectArm(answer: Arm<unknown>, expected: Arm<unknown>): void {
  if (expected.arm === 'accepted') expect(answer).toEqual(withMatchers(expected));
  else expect(answer).toMatchObject(expected.arm === 'rejected' ? { arm: 'rejected', code: expected.code } : { arm: 'silent' });
}

const withMatchers = (expected: unknown): unknown =>
  JSON.parse(JSON.stringify(expected), (_name, value: unknown) => (value === ANY_TEXT ? expect.any(String) : value));

function noCanaryShows({ exchanges, plugin }: Stage, { canaries }: OperationSuite, seen: Set<string>): void {
  for (const exchange of exchanges) {
    const raw = JSON.stringify(exchange) + decodedRequest(exchange);
    const view = JSON.stringify(masked(exchange, plugin.sensitive));
    for (const canary of canaries) {
      if (raw.includes(canary)) seen.add(canary);
      expect(view).not.toContain(canary);
      expect(view).not.toContain(encodeURIComponent(canary));
    }
  }
}

/** Forms carry their values percent-encoded. */
function decodedRequest({ request }: Exchange): string {
  try {
    return decodeURIComponent(`${request.url}${(request.body ?? '').replaceAll('+', ' ')}`);
  } catch {
    return '';
  }
}

function openBody(vendor: Vendor, received: ReceivedRequest): unknown {
  if (vendor.open) return vendor.open(received);
  return received.body === '' ? undefined : JSON.parse(received.body);
}

/** Half an answer under a good status, as a broken proxy delivers it. */
const garbled = (answer: ScriptedAnswer): ScriptedAnswer => ({
  ...answer,
  status: 200,
  body: answer.body.length > 2 ? answer.body.slice(0, Math.floor(answer.body.length / 2)) : '{"garb',
});
