import { findChromium, launch } from '@meridian/testing/chromium';
import { ConsolePages } from '@meridian/testing/console-pages';
import { ConsoleRig, PASSWORD } from './console-rig';
import { CASES, CONFIRMED, ORDERS, REVERSAL_CASE } from './orders.fixture';
import { confirmedStory } from './story.fixture';

export const CASHIER = { operatorId: 'cashier-01', password: PASSWORD };

/** What a page test drives: a scripted console, and a page of a browser that is signed in to it. */
export interface PageTests {
  rig: ConsoleRig;
  pages: ConsolePages;
}

/**
 * Makes the surrounding `describe` a suite of page tests; a page's complaint that no test expected fails the test.
 * On a machine without a browser nothing can be shown: one test says so, and undefined comes back.
 */
export function pageTests(): PageTests | undefined {
  const executable = findChromium();
  if (executable === undefined) {
    test('did not run: no Chromium was found', () => {
      process.stderr.write('gateway-console: page tests did not run; install chromium or set CHROMIUM_PATH\n');
    });
    return undefined;
  }
  jest.setTimeout(60_000);
  const on = {} as PageTests;
  let browser: Awaited<ReturnType<typeof launch>> | undefined;
  beforeAll(async () => {
    [on.rig, browser] = await Promise.all([ConsoleRig.start(), launch(executable)]);
    on.rig.day(ORDERS, []);
    const door = await ConsolePages.open(browser.context, on.rig.url);
    await door.signIn(CASHIER);
    await door.close();
  });
  afterAll(async () => {
    await browser?.close();
    await on.rig?.stop();
  });
  beforeEach(async () => {
    if (browser === undefined) throw new Error('the browser did not start');
    on.rig.day(ORDERS, [...CASES, REVERSAL_CASE]);
    on.rig.order(CONFIRMED, confirmedStory(CONFIRMED.orderNo, CONFIRMED.createdAt));
    on.pages = await ConsolePages.open(browser.context, on.rig.url);
  });
  afterEach(async () => {
    const { complaints } = on.pages;
    await on.pages.close();
    expect(complaints).toEqual([]);
  });
  return on;
}
