import { accepted } from '@meridian/kernel/arm';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import { type AnyInsurer, Insurers } from './registry';

const clock = { now: () => 0 };
const deps = { http: new HttpWire(clock), clock, nonce: () => '0'.repeat(32) };

const insurer = (name: string): AnyInsurer => ({
  insurer: name,
  can: ['removeFees'],
  profile: { centreMaxProcessingMs: 1_000, dayCutOff: '23:30' },
  sensitive: ['psn_name'],
  messageNo: (_at, sequence) => String(sequence),
  operations: { removeFees: async () => accepted({}) },
});

describe('insurers of a process', () => {
  const insurers = new Insurers([insurer('national'), insurer('ncms')], deps);

  it('are found by name and operation, behind the wrapper', async () => {
    const found = insurers.find('ncms', 'removeFees');
    if (!found.ok) throw new Error(found.code);
    const visit = {
      visitId: 'V1',
      personNo: 'P1',
      insuredArea: '450200',
      insuranceType: '310',
      credential: { type: '01', number: 'T1' },
      medicalType: '11',
    } as const;
    const guarded = await found.value({ messageNo: 'M1', visit, batchNo: 'B1' }, { requestNo: 'R1', timeoutMs: 100 });
    expect(guarded).toMatchObject({ answer: { arm: 'accepted' }, sent: false, exchanges: [] });
  });

  it('say why an operation is not there', () => {
    expect(insurers.find('other', 'settle')).toEqual({ ok: false, code: 'INSURER_UNKNOWN', detail: 'other' });
    expect(insurers.find('national', 'settle')).toEqual({ ok: false, code: 'INSURER_CANNOT', detail: 'national settle' });
  });

  it('show what they can do and what they hide', () => {
    expect(insurers.capabilities().map(({ insurer: name, can }) => [name, can])).toEqual([
      ['national', ['removeFees']],
      ['ncms', ['removeFees']],
    ]);
    expect([insurers.sensitiveOf('national'), insurers.sensitiveOf('other')]).toEqual([['psn_name'], []]);
    expect(insurers.plugin('national')?.messageNo(0, 7)).toBe('7');
  });

  it('must not share a name', () => {
    expect(() => new Insurers([insurer('national'), insurer('national')], deps)).toThrow('national');
  });
});
