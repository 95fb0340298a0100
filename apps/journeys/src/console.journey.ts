import { runDemo } from '@meridian/dev/demo';
import { type Stack, startStack } from '@meridian/dev/stack';
import { findChromium, launch, TELEPHONE } from '@meridian/testing/chromium';
import { ConsolePages } from '@meridian/testing/console-pages';

/** The demonstration of `npm start`, with every app, and what an operator then sees of it. */
let stack: Stack;
const told: string[] = [];
beforeAll(async () => {
  stack = await startStack({ name: 'console-journey', fresh: true, quiet: true });
  await runDemo({ urls: stack.urls, secrets: stack.secrets, print: (line) => told.push(line) });
});
afterAll(() => stack?.stop());

it('tells the settlement: amounts by party, states, trace, ledger, books', () => {
  const story = told.join('\n');
  for (const amount of [/ 20\.60 {2}insurance fund/, / 300\.00 {2}personal account/, / 125\.60 {2}WeChat Pay/, / 446\.20 {2}total/]) {
    expect(story).toMatch(amount);
  }
  expect(story).toMatch(/order +confirmed +PAID → CONFIRMED/);
  expect(story).toMatch(/trace of the settlement: [0-9a-f]{32}/);
  expect(story).toMatch(/4 transfers, debits equal credits; ORDER\[\w{18}\] = 0\.00/);
  expect(story).toMatch(/3 of 3 expectations of the day matched/);
});

const browser = findChromium();
if (browser === undefined) {
  it('was not looked at in a browser: no Chromium is installed', () => expect(browser).toBeUndefined());
} else {
  it('is shown to an operator, on a desk and on a telephone', async () => {
    const { context, close } = await launch(browser);
    try {
      const pages = await ConsolePages.open(context, stack.urls['gateway-console'] ?? '');
      await pages.signIn(stack.secrets.operators.cashier);
      await pages.openList();
      const orderNo = /ORDER\[(\w{18})\]/.exec(told.join('\n'))?.[1] ?? '';
      await pages.openOrder(orderNo);
      expect(await pages.headline().innerText()).toContain('已完成');
      expect(await pages.gaps()).toEqual([]);
      expect(await pages.steps({ service: 'insurance', kind: 'exchange' }).count()).toBeGreaterThanOrEqual(3);
      expect(await pages.steps({ service: 'account', kind: 'posting' }).count()).toBe(4);
      await pages.page.setViewportSize(TELEPHONE);
      expect(await pages.overflow()).toBeLessThanOrEqual(0);
      expect(pages.complaints).toEqual([]);
    } finally {
      await close();
    }
  });
}
