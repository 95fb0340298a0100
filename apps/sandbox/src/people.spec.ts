import { Numbers } from './frame/numbers';
import { idCheckDigit, people } from './people';

describe('people', () => {
  const everybody = people(new Numbers('seed'));

  it('are the same for the same seed, and the named ones for every seed', () => {
    expect(people(new Numbers('seed'))).toEqual(everybody);
    const others = people(new Numbers('other'));
    expect(others).not.toEqual(everybody);
    const fixed = (one: (typeof everybody)[number]) => [one.patientNo, one.name, one.idNo, one.cover?.personNo, one.cover?.balanceFen];
    expect(others.slice(0, 8).map(fixed)).toEqual(everybody.slice(0, 8).map(fixed));
  });

  it('have valid ID numbers that are nobody else’s', () => {
    for (const { idNo, gender, birthday } of everybody) {
      expect(idNo).toMatch(/^\d{17}[\dX]$/);
      expect(idCheckDigit(idNo)).toBe(idNo[17]);
      expect(Number(idNo[16]) % 2).toBe(gender === '1' ? 1 : 0);
      expect(idNo.slice(6, 14)).toBe(birthday.replace(/-/g, ''));
    }
    for (const key of ['patientNo', 'idNo'] as const) expect(new Set(everybody.map((one) => one[key])).size).toBe(everybody.length);
    const insured = everybody.flatMap(({ cover }) => cover ?? []);
    for (const key of ['personNo', 'eToken'] as const) expect(new Set(insured.map((cover) => cover[key])).size).toBe(insured.length);
  });

  it('know the check digit of GB 11643', () => {
    expect(idCheckDigit('45020219900307231')).toBe('6');
    expect(idCheckDigit('11010519491231002')).toBe('X');
  });
});
