import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { VAULT_PURPOSES, Vault } from './vault';

const vault = new Vault(randomBytes(32));
const other = new Vault(randomBytes(32));
const purposes = fc.constantFrom(...VAULT_PURPOSES);

it('opens what it sealed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), purposes, (plain, purpose) => {
      const sealed = vault.seal(plain, purpose);
      expect(vault.open(sealed, purpose)).toBe(plain);
      expect(sealed).toMatch(/^v1\|[\w-]+\|[\w+/=]+$/);
      if (plain.length > 3) expect(sealed).not.toContain(plain);
      expect(vault.seal(plain, purpose)).not.toBe(sealed);
    }),
  );
});

it('opens nothing that was altered, by a single bit', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (plain, bit) => {
      const [version, purpose, encoded = ''] = vault.seal(plain, 'patient-name').split('|');
      const body = Buffer.from(encoded, 'base64');
      const at = bit % (body.length * 8);
      body.writeUInt8(body.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      expect(() => vault.open(`${version}|${purpose}|${body.toString('base64')}`, 'patient-name')).toThrow();
    }),
  );
});

it('opens nothing that was cut short', () => {
  const [version, purpose, encoded = ''] = vault.seal('张三', 'patient-name').split('|');
  const body = Buffer.from(encoded, 'base64');
  for (let length = 0; length < body.length; length++)
    expect(() => vault.open(`${version}|${purpose}|${body.subarray(0, length).toString('base64')}`, 'patient-name')).toThrow();
});

it('keeps the purposes apart, even when the label is changed', () => {
  const sealed = vault.seal('张三', 'patient-name');
  expect(() => vault.open(sealed, 'insurance-credential')).toThrow('not sealed for insurance-credential');
  expect(() => vault.open(sealed.replace('patient-name', 'insurance-credential'), 'insurance-credential')).toThrow();
});

it.each(['', 'v1', 'v1|patient-name|', 'v2|patient-name|QUJD', '张三', 'v1|patient-name|QUJD|x'])(
  'does not take %j for a sealed text',
  (text) => {
    expect(() => vault.open(text, 'patient-name')).toThrow();
  },
);

it('opens nothing of another key, and wants a whole one', () => {
  expect(() => other.open(vault.seal('x', 'exchange'), 'exchange')).toThrow();
  expect(() => new Vault(randomBytes(31))).toThrow(RangeError);
});

it('marks equal texts equally, other texts, purposes and keys differently, and gives nothing away', () => {
  const mark = vault.mark('11010519491231002X', 'patient-id-no');
  expect(vault.mark('11010519491231002X', 'patient-id-no')).toBe(mark);
  expect(vault.mark('１１０１０５１９４９１２３１００２X', 'patient-id-no')).toBe(mark);
  expect(vault.mark('110105194912310021', 'patient-id-no')).not.toBe(mark);
  expect(vault.mark('11010519491231002X', 'patient-name')).not.toBe(mark);
  expect(other.mark('11010519491231002X', 'patient-id-no')).not.toBe(mark);
  expect(mark).toMatch(/^[\w-]{43}$/);
});
