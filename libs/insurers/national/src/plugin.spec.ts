import { join } from 'node:path';
import type { Clock } from '@meridian/kernel/clock';
import { type Fixture, loadFixtures } from '@meridian/plugin-kit/conformance/fixtures';
import type { ReceivedRequest, ScriptedAnswer } from '@meridian/plugin-kit/conformance/scripted-server';
import { Stage } from '@meridian/plugin-kit/conformance/stage';
import type { ProvinceProfile } from './config';
import { national } from './plugin';
import { centre } from './testing/centre';
import { configAt, NOW, SIGN_NO } from './testing/setting';

const FIXTURES = join(__dirname, '../fixtures');

const accepted = (operation: string): Fixture => {
  const fixture = loadFixtures(FIXTURES).find((candidate) => candidate.operation === operation && candidate.name === 'accepted');
  if (!fixture) throw new Error(`no fixture of ${operation}`);
  return fixture;
};

const bodyOf = ({ body }: ReceivedRequest) =>
  JSON.parse(body) as { infno: string; msgid: string; sign_no: string; input: Record<string, unknown> };

const answer = (body: unknown): ScriptedAnswer => ({ status: 200, body: JSON.stringify(body) });
const signedIn = (signNo: string) => answer({ infcode: 0, output: { signinoutb: { sign_no: signNo } } });

class MovableClock implements Clock {
  at = NOW;
  now(): number {
    return this.at;
  }
}

/** A stage whose party answers sign-ins itself: `signs` says how. */
async function withCentre(profile: Partial<ProvinceProfile>, play: (stage: Stage, clock: MovableClock) => Promise<void>): Promise<void> {
  const clock = new MovableClock();
  const stage = await Stage.set({
    name: 'national',
    plugin: (origin) => national(configAt(`${origin}/base`, profile)),
    fixtures: FIXTURES,
    vendor: centre,
    clock,
    canaries: [],
  });
  try {
    await play(stage, clock);
  } finally {
    await stage.strike();
  }
}

const cancelVisit = accepted('cancelVisit');
const done = (received: ReceivedRequest) => centre.seal(cancelVisit.reply, received);
const sent = (stage: Stage) => stage.party.received.map(bodyOf).map(({ infno, sign_no }) => `${infno} ${sign_no}`);

describe('sign-in', () => {
  it('is made once before the first message and carried by every one of the day', () =>
    withCentre({}, async (stage, clock) => {
      let times = 0;
      stage.party.script = (received) => (bodyOf(received).infno === '9001' ? signedIn(`S${++times}`) : done(received));
      const call = () => stage.call('cancelVisit', cancelVisit.request);
      await Promise.all([call(), call(), call()]);
      clock.at += 86_400_000;
      await call();
      expect(sent(stage)).toEqual(['9001 ', '2202 S1', '2202 S1', '2202 S1', '9001 ', '2202 S2']);
    }));

  it('is forgotten when the centre does not know it; the refused message is not sent again', () =>
    withCentre({}, async (stage) => {
      let times = 0;
      stage.party.script = (received) => {
        const { infno, sign_no } = bodyOf(received);
        if (infno === '9001') return signedIn(`S${++times}`);
        return sign_no === 'S1' ? answer({ infcode: -1, err_msg: '签到编号已失效，请重新签到' }) : done(received);
      };
      const first = await stage.call('cancelVisit', cancelVisit.request);
      const second = await stage.call('cancelVisit', cancelVisit.request);
      expect([first.answer, second.answer]).toMatchObject([{ arm: 'rejected', code: 'NOT_SIGNED_IN' }, { arm: 'accepted' }]);
      expect(sent(stage)).toEqual(['9001 ', '2202 S1', '9001 ', '2202 S2']);
    }));

  it.each<[string, ScriptedAnswer | 'drop']>([
    ['silent', 'drop'],
    ['refused', answer({ infcode: -1, err_msg: '操作员未授权' })],
  ])('that ends %s keeps the message from being sent, which is certain', (_, ends) =>
    withCentre({}, async (stage) => {
      stage.party.script = () => ends;
      const { answer: arm } = await stage.call('settle', accepted('settle').request);
      expect(arm).toMatchObject({ arm: 'rejected', code: 'NOT_SIGNED_IN' });
      expect(stage.party.received.map(bodyOf).map(({ infno }) => infno)).toEqual(['9001']);
    }),
  );

  it('by the caller serves for the calls that follow', () =>
    withCentre({}, async (stage) => {
      stage.party.script = (received) => (bodyOf(received).infno === '9001' ? signedIn(SIGN_NO) : done(received));
      const { answer: arm } = await stage.call('signIn', accepted('signIn').request);
      await stage.call('cancelVisit', cancelVisit.request);
      expect(arm).toEqual({ arm: 'accepted', value: { signNo: SIGN_NO } });
      expect(sent(stage)).toEqual(['9001 ', `2202 ${SIGN_NO}`]);
    }));

  it('is left out where the province needs none', () =>
    withCentre({ signIn: false }, async (stage) => {
      stage.party.script = done;
      await stage.call('cancelVisit', cancelVisit.request);
      expect(sent(stage)).toEqual(['2202 ']);
    }));
});

describe('profile', () => {
  it('sends to {base}/{infno}', () =>
    withCentre({ paths: 'infno', signIn: false }, async (stage) => {
      stage.party.script = done;
      await stage.call('cancelVisit', cancelVisit.request);
      expect(stage.party.received.map(({ path }) => path)).toEqual(['/base/2202']);
    }));

  it('sends 2203 instead of 2203A', () =>
    withCentre({ describeVisit: '2203', signIn: false }, async (stage) => {
      stage.party.script = done;
      await stage.call('describeVisit', accepted('describeVisit').request);
      expect(stage.party.received.map(({ path }) => path)).toEqual(['/base/fsi/api/outpatientDocInfoService/outpatientMdtrtinfoUp']);
    }));

  it('sends numbers as texts', () =>
    withCentre({ numbersAsStrings: true, signIn: false }, async (stage) => {
      stage.party.script = () => 'drop';
      await stage.call('uploadFees', accepted('uploadFees').request);
      const [request] = stage.party.received.map(bodyOf);
      expect(request).toMatchObject({ input: { feedetail: [{ det_item_fee_sumamt: '71.20', cnt: '2', pric: '35.60' }, {}, {}, {}] } });
    }));
});

describe('caller mistakes', () => {
  it.each(['uploadFees', 'removeFees'])('%s never sends batch 0000, which means every batch', (operation) =>
    withCentre({ signIn: false }, async (stage) => {
      stage.party.script = done;
      const { answer: arm, sent: left } = await stage.call(operation, { ...(accepted(operation).request as object), batchNo: '0000' });
      expect([arm, left]).toMatchObject([{ arm: 'rejected', code: 'FEES_INVALID' }, false]);
    }),
  );

  it('throws on a quantity that is no decimal text before anything leaves', () =>
    withCentre({ signIn: false }, async (stage) => {
      const request = accepted('uploadFees').request as { lines: object[] };
      const lines = request.lines.map((line) => ({ ...line, quantity: '1e3' }));
      await expect(stage.call('uploadFees', { ...request, lines })).rejects.toThrow(RangeError);
      expect(stage.party.received).toEqual([]);
    }));
});
