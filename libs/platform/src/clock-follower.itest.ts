import { type TestNats, testNats } from '@meridian/testing/test-nats';
import { CLOCK_SUBJECT, SystemClock } from './clock';
import { followClock } from './clock-follower';
import { until } from './testing/until';

let nats: TestNats;
beforeAll(async () => {
  nats = await testNats();
});
afterAll(() => nats.close());

it('moves with the sandbox, and stands firm against anything else on the subject', async () => {
  const clock = new SystemClock();
  followClock(nats.connection, clock);
  const ahead = (): number => clock.now() - Date.now();
  expect(Math.abs(ahead())).toBeLessThan(1000);
  nats.connection.publish(CLOCK_SUBJECT, JSON.stringify({ offsetMs: 86_400_000 }));
  await until(() => ahead() > 86_000_000);
  for (const junk of ['', '{', 'null', '7', '{"offsetMs":"1"}', '{"offsetMs":0.5}', '{"offsetMs":1e400}', '{}'])
    nats.connection.publish(CLOCK_SUBJECT, junk);
  nats.connection.publish(CLOCK_SUBJECT, JSON.stringify({ offsetMs: 172_800_000 }));
  await until(() => ahead() > 172_000_000);
});
