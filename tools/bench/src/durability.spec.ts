import { isDurable } from './durability';

const durable = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  'role settings that override': '0',
  'jetstream sync always': 'true',
  server_version: '18.4',
};

it('is durable with everything on', () => {
  expect(isDurable(durable)).toBe(true);
});

it.each([
  ['fsync', 'off'],
  ['synchronous_commit', 'local'],
  ['synchronous_commit', 'off'],
  ['full_page_writes', 'off'],
  ['role settings that override', '1'],
  ['jetstream sync always', 'false'],
])('is not with %s %s', (name, value) => {
  expect(isDurable({ ...durable, [name]: value })).toBe(false);
});
