import { accepted } from '@meridian/kernel/arm';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import { type AnyHis, HisSystems } from './registry';

const clock = { now: () => 0 };
const deps = { http: new HttpWire(clock), clock, nonce: () => '0'.repeat(32) };

const his = (name: string): AnyHis => ({
  his: name,
  can: ['unlock'],
  sensitive: ['idNo'],
  operations: { unlock: async () => accepted({}) },
});

describe('HIS connections of a process', () => {
  const systems = new HisSystems([his('rest'), his('soap')], deps);

  it('are found by name and operation, behind the wrapper', async () => {
    const found = systems.find('soap', 'unlock');
    if (!found.ok) throw new Error(found.code);
    const guarded = await found.value({ key: 'K1', orderNo: 'O1' }, { requestNo: 'R1', timeoutMs: 100 });
    expect(guarded).toMatchObject({ answer: { arm: 'accepted' }, sent: false, exchanges: [] });
  });

  it('say why an operation is not there', () => {
    expect(systems.find('other', 'lock')).toEqual({ ok: false, code: 'HIS_UNKNOWN', detail: 'other' });
    expect(systems.find('rest', 'lock')).toEqual({ ok: false, code: 'HIS_CANNOT', detail: 'rest lock' });
  });

  it('show what they can do and what they hide', () => {
    expect(systems.capabilities()).toEqual([
      { his: 'rest', can: ['unlock'] },
      { his: 'soap', can: ['unlock'] },
    ]);
    expect([systems.sensitiveOf('rest'), systems.sensitiveOf('other')]).toEqual([['idNo'], []]);
  });

  it('must not share a name', () => {
    expect(() => new HisSystems([his('rest'), his('rest')], deps)).toThrow('rest');
  });
});
