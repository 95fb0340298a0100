import { readConfig } from './config';

const ADDRESSES = { MERIDIAN_BOOKS_URL: 'http://sandbox', MERIDIAN_OWNER_URL: 'postgres://owner' };

it('takes what is typed before the environment', () => {
  const config = readConfig(['--sandbox', 'http://typed', '--json', 'report.json', '--now'], ADDRESSES);
  expect(config).toMatchObject({
    sandboxAdminUrl: 'http://typed',
    databaseUrl: 'postgres://owner',
    json: 'report.json',
    ignoreUnrest: true,
  });
});

it('watches when told how often', () => {
  expect(readConfig(['--watch', '15', '--port', '9400'], ADDRESSES)).toMatchObject({ watchMs: 15_000, port: 9400 });
});

it.each([
  [['--watch', 'often'], ADDRESSES, '--watch wants a number'],
  [['--stack', 'nobody-runs-this'], {}, 'no stack is running here'],
  [['--hurry'], ADDRESSES, 'hurry'],
])('refuses what it cannot use: %j', (args, env, why) => {
  expect(() => readConfig(args, env)).toThrow(why);
});
