import { areApplications } from './application';

const good = { applicationId: 'meridian-app', gateway: 'gateway-app', secretHash: `${'0'.repeat(32)}:${'f'.repeat(64)}` };

it('takes a list of applications', () => {
  expect(areApplications([])).toBe(true);
  expect(areApplications([good, { ...good, applicationId: 'meridian-kiosk' }])).toBe(true);
});

it.each([
  ['no list', good],
  ['nothing', null],
  ['a hole', [null]],
  ['one id twice', [good, good]],
  ['no id', [{ ...good, applicationId: '' }]],
  ['no gateway', [{ ...good, gateway: undefined }]],
  ['a secret in plain text', [{ ...good, secretHash: 'open sesame' }]],
  ['a hash without salt', [{ ...good, secretHash: `:${'f'.repeat(64)}` }]],
  ['half a hash', [{ ...good, secretHash: `${'0'.repeat(32)}:${'f'.repeat(63)}` }]],
])('refuses %s', (_, value) => {
  expect(areApplications(value)).toBe(false);
});
