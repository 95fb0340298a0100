import { join } from 'node:path';
import { type Fixture, loadFixtures } from '@meridian/plugin-kit/conformance/fixtures';
import { Stage } from '@meridian/plugin-kit/conformance/stage';
import { STATUS_OF } from './codes';
import { hisRest } from './plugin';
import { hospital } from './testing/hospital';
import { answerBrokenBy, operationIds, problemCodes } from './testing/openapi';
import { CANARIES, configAt, NOW } from './testing/setting';

const FIXTURES = join(__dirname, '../fixtures');
const fixtures = loadFixtures(FIXTURES);

const accepted = (operation: string): Fixture => {
  const fixture = fixtures.find((candidate) => candidate.operation === operation && candidate.name === 'accepted');
  if (!fixture) throw new Error(`no fixture of ${operation}`);
  return fixture;
};

async function withHospital(prefix: string, play: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await Stage.set({
    name: 'rest',
    plugin: (origin) => hisRest(configAt(`${origin}${prefix}`)),
    fixtures: FIXTURES,
    vendor: hospital,
    clock: { now: () => NOW },
    canaries: [],
  });
  try {
    await play(stage);
  } finally {
    await stage.strike();
  }
}

describe('the protocol document', () => {
  it('has exactly the operations of the plug-in', () => {
    expect(operationIds().sort()).toEqual([...hisRest(configAt('http://127.0.0.1:9')).can].sort());
  });

  it('has exactly the codes of the table', () => {
    expect(problemCodes().sort()).toEqual(Object.keys(STATUS_OF).sort());
  });

  it.each(fixtures.filter(({ answer }) => answer.arm !== 'silent'))(
    'describes the answer of $operation, fixture $name',
    ({ operation, reply }) => {
      expect(answerBrokenBy(operation, reply)).toEqual([]);
    },
  );
});

describe('what is not the signed answer to the request', () => {
  const { request, reply } = accepted('cancel');
  const silence = expect.objectContaining({ arm: 'silent' });

  it('says nothing when it is unsigned, as the answer to an unknown key id is', () =>
    withHospital('', async (stage) => {
      stage.plays(() => ({ status: 401, body: '{"code":"HIS_NOT_AUTHORISED","title":"","detail":""}' }));
      expect((await stage.call('cancel', request)).answer).toEqual(silence);
    }));

  it('says nothing when it was the answer to another request', () =>
    withHospital('', async (stage) => {
      stage.plays((received) =>
        hospital.seal(reply, { ...received, headers: { ...received.headers, 'x-meridian-nonce': 'n'.repeat(32) } }),
      );
      expect((await stage.call('cancel', request)).answer).toEqual(silence);
    }));

  it('says nothing when its status was changed on the way', () =>
    withHospital('', async (stage) => {
      stage.plays((received) => ({ ...hospital.seal({ ...reply, status: 422 }, received), status: 200 }));
      expect((await stage.call('cancel', request)).answer).toEqual(silence);
    }));
});

describe('requests', () => {
  it('sign the path prefix too', () =>
    withHospital('/his/api', async (stage) => {
      await stage.replies(accepted('cancel').reply).call('cancel', accepted('cancel').request);
      const [received] = stage.received;
      expect(received?.path).toBe('/his/api/v1/cancels');
      if (received) expect(() => hospital.check({ ...received, path: '/v1/cancels' })).toThrow();
    }));

  it.each(['..', '.', 'P1/../P2', 'P1?x=1', '', '一'])('never put "%s" into a path', (patientNo) =>
    withHospital('', async (stage) => {
      await expect(stage.call('unpaidBills', { patientNo })).rejects.toThrow(RangeError);
      expect(stage.received).toEqual([]);
    }),
  );

  it('leave no name or ID number in a reason', () =>
    withHospital('', async (stage) => {
      const { request } = accepted('findPatient');
      const detail = `no record of ${CANARIES.join(' ')}`;
      stage.replies({ status: 404, body: { code: 'PATIENT_UNKNOWN', title: '', detail } });
      const { answer } = await stage.call('findPatient', request);
      expect(answer).toMatchObject({ arm: 'rejected', reason: expect.stringMatching(/^PATIENT_UNKNOWN: no record of \*\*\* \*\*\*/) });
    }));
});

describe('configuration', () => {
  const sound = configAt('https://his.example/api');
  it.each([
    ['baseUrl', { baseUrl: 'https://his.example/' }],
    ['keyId', { keyId: '' }],
    ['secret', { secret: 'short' }],
    ['his', { his: '' }],
  ])('refuses an unsound %s without showing values', (name, change) => {
    expect(() => hisRest({ ...sound, ...change })).toThrow(name);
    expect(() => hisRest({ ...sound, ...change })).not.toThrow(sound.secret);
  });
});
