import { onRsa, saysRsa } from '@meridian/plugin-kit/rsa';
import { serveMetrics } from './management-server';
import { countedMetrics } from './metrics';
import { countRsa } from './rsa';

const HERE = { host: '127.0.0.1', port: 0 };

it('serves the metrics of the process and nothing else, until it is closed', async () => {
  const served = await serveMetrics(countedMetrics, HERE);
  const base = `http://127.0.0.1:${served.port}`;
  const answer = await fetch(`${base}/metrics`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, countedMetrics.contentType]);
  expect(await answer.text()).toContain('process_cpu_seconds_total');
  const others = [fetch(`${base}/`), fetch(`${base}/metrics?all`), fetch(`${base}/metrics`, { method: 'POST' })];
  expect((await Promise.all(others)).map(({ status }) => status)).toEqual([404, 404, 404]);
  await served.close();
  await expect(fetch(`${base}/metrics`)).rejects.toThrow();
});

it('says nothing of why it could not', async () => {
  const served = await serveMetrics({ ...countedMetrics, text: () => Promise.reject(new Error('a secret')) }, HERE);
  const answer = await fetch(`http://127.0.0.1:${served.port}/metrics`);
  expect([answer.status, await answer.text()]).toEqual([500, '']);
  await served.close();
});

it('counts RSA operations once, however often it is told to', async () => {
  countRsa();
  countRsa();
  const heard: string[] = [];
  onRsa((operation) => heard.push(operation));
  for (const operation of ['sign', 'verify', 'sign'] as const) saysRsa(operation);
  expect(heard).toHaveLength(3);
  const counted = (await countedMetrics.text()).match(/^meridian_rsa_operations_total\{.*$/gm);
  expect(counted?.sort()).toEqual(['meridian_rsa_operations_total{op="sign"} 2', 'meridian_rsa_operations_total{op="verify"} 1']);
});
