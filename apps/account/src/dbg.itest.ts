import { AccountUnderTest } from './testing/account-under-test';
import { headers } from 'nats';
it('x', async () => {
  const a = await AccountUnderTest.start();
  const h = headers(); h.set('Meridian-Deadline', String(Date.now()+3000)); h.set('Meridian-Message','x');
  const sub = a.nats.connection.subscribe('foo');
  a.nats.connection.publish('account.issue-token.v1', JSON.stringify({}), {reply:'foo', headers:h});
  let n=0; for await (const m of sub) { console.log(m.string(), m.headers?.toString()); if (++n==2) break; }
  await a.stop();
}, 8000);
