import { ConsoleRig } from './testing/console-rig';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await ConsoleRig.start();
});
afterAll(() => rig.stop());

const PAGES = ['/', '/orders/012611220000001041', '/sign-in'];

test.each(PAGES)('%s is a page that needs no session, for it holds no data', async (path) => {
  const response = await rig.get(path);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(await response.text()).toContain('<html lang="zh-CN"');
  expect(rig.bus.asked).toEqual([]);
});

test.each(PAGES)('%s runs nothing but its own files and is framed by nobody', async (path) => {
  const response = await rig.get(path);
  expect(response.headers.get('content-security-policy')?.split(';').sort()).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "require-trusted-types-for 'script'",
    "script-src 'self'",
    "style-src 'self'",
  ]);
  expect(response.headers.get('x-frame-options')).toBe('DENY');
  const html = await response.text();
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|https?:/);
  for (const [, attributes, text] of html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)) {
    expect(attributes).toContain('src="/assets/');
    expect(text).toBe('');
  }
});

test('everything a page names is there', async () => {
  const html = (await Promise.all(PAGES.map(async (path) => (await rig.get(path)).text()))).join('');
  const named = new Set([...html.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, file]) => file ?? ''));
  expect(named.size).toBeGreaterThan(5);
  for (const file of named) expect([file, (await rig.get(file)).status]).toEqual([file, 200]);
});

test('modules are JavaScript, asked about each time', async () => {
  const response = await rig.get('/assets/dom.mjs');
  expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const again = await rig.get('/assets/dom.mjs', { 'if-none-match': response.headers.get('etag') ?? '' });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test.each(['/assets/', '/assets/../index.html', '/assets/%2e%2e/%2e%2e/package.json', '/assets/none.mjs', '/package.json', '/api/none'])(
  '%s is nothing',
  async (path) => {
    const response = await fetch(rig.url + path);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, 'ROUTE_UNKNOWN']);
  },
);

test('probes and the list of problems are open, the metrics are not here', async () => {
  expect((await rig.get('/livez')).status).toBe(200);
  expect((await rig.get('/readyz')).status).toBe(200);
  expect((await rig.get('/metrics')).status).toBe(404);
  expect(await (await rig.get('/problems/CASE_RESOLVED')).json()).toMatchObject({ status: 409 });
});
