import { resolveCase } from '@meridian/contracts/shared/cases.contract';
import { readStory } from '@meridian/contracts/shared/read-story.contract';
import { refused } from '@meridian/kernel/outcome';
import { DESK, findChromium, launch, TELEPHONE } from './testing/chromium';
import { ConsolePages } from './testing/console-pages';
import { ConsoleRig, PASSWORD } from './testing/console-rig';
import { LOW_CONTRAST } from './testing/low-contrast';
import { CASES, CONFIRMED, NOW, ORDERS, REVERSAL_CASE, STUCK } from './testing/orders.fixture';
import { confirmedStory, stuckStory } from './testing/story.fixture';

jest.setTimeout(60_000);

const executable = findChromium();
const CASHIER = { operatorId: 'cashier-01', password: PASSWORD };

/** On a machine without a browser nothing here can be shown, and that is said. */
function withoutBrowser(): void {
  test('the page tests did not run: no Chromium was found', () => {
    process.stderr.write('gateway-console: page tests did not run; install chromium or set CHROMIUM_PATH\n');
  });
}

function inBrowser(executablePath: string): void {
  let rig: ConsoleRig;
  let browser: Awaited<ReturnType<typeof launch>>;
  let console: ConsolePages;

  beforeAll(async () => {
    [rig, browser] = await Promise.all([ConsoleRig.start(), launch(executablePath)]);
  });
  afterAll(async () => {
    await browser?.close();
    await rig?.stop();
  });
  beforeEach(async () => {
    rig.day(ORDERS, [...CASES, REVERSAL_CASE]);
    rig.order(CONFIRMED, confirmedStory(CONFIRMED.orderNo, CONFIRMED.createdAt));
    console = await ConsolePages.open(browser.context, rig.url);
    await console.signIn(CASHIER);
  });
  afterEach(async () => {
    const { complaints } = console;
    await console.close();
    expect(complaints).toEqual([]);
  });

  const stuck = (resolution?: Parameters<typeof stuckStory>[2]): void => {
    rig.order(resolution ? { ...STUCK, unknown: false, openCase: false } : STUCK, stuckStory(STUCK.orderNo, STUCK.createdAt, resolution));
  };

  test('the list shows every order with its state in words and its amounts in yuan', async () => {
    await console.openList();
    const { page } = console;
    expect(await page.locator('#orders tbody tr').count()).toBe(ORDERS.length);
    const row = page.locator('#orders tr', { hasText: STUCK.orderNo });
    expect(await row.innerText()).toMatch(
      /10:11\s+012611220000001038\s+已付款\s*结果确认中\s*待办\s+医保\s+¥20\.60\s+¥300\.00\s+¥125\.60\s+¥446\.20/,
    );
    expect(await page.locator('#cases li').allInnerTexts()).toEqual([
      expect.stringContaining('医院系统未确认入账'),
      expect.stringContaining('医保拒绝撤销结算'),
    ]);
    expect(await page.locator('#orders').innerText()).toContain('¥12,845.00');
  });

  test('a page asked for without a session comes back after signing in', async () => {
    const { page } = console;
    await page.locator('#sign-out').click();
    await page.waitForURL('**/sign-in');
    await page.goto(`${rig.url}/orders/${CONFIRMED.orderNo}`);
    await page.waitForURL('**/sign-in?next=*');
    await page.locator('input[name=operatorId]').fill(CASHIER.operatorId);
    await page.locator('input[name=password]').fill(CASHIER.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${rig.url}/orders/${CONFIRMED.orderNo}`);
    // The browser itself reports the refusals that led to the sign-in page.
    expect(console.complaints.splice(0)).toEqual(expect.arrayContaining([expect.stringContaining('401')]));
  });

  test('a wrong password says so and stays', async () => {
    const { page } = console;
    await page.goto(`${rig.url}/sign-in`);
    await page.locator('input[name=operatorId]').fill('cashier-01');
    await page.locator('input[name=password]').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('工号或密码有误').waitFor();
    expect(console.complaints.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  test('an order tells who paid what, its state and its whole story; an exchange opens, masked', async () => {
    await console.openList();
    await console.openOrder(CONFIRMED.orderNo);
    expect(await console.headline().innerText()).toBe('已完成');
    expect(await console.page.locator('#split').innerText()).toMatch(
      /统筹基金\s+¥20\.60\s+.*个人账户\s+¥300\.00\s+.*患者自付\s+¥125\.60\s+费用总额\s+¥446\.20/s,
    );
    expect(await console.steps().count()).toBe(Object.values(confirmedStory(CONFIRMED.orderNo, 0)).flat().length);
    const settle = console.steps({ service: 'insurance', kind: 'exchange', title: 'settle' });
    expect(await settle.innerText()).toContain('2207 结算');
    const unfolded = await (await console.expand(settle)).innerText();
    expect(unfolded).toContain('"certno": "***"');
    expect(unfolded).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(await console.steps({ service: 'account' }).first().innerText()).toMatch(
      /医保应收\s+借\s+应收医保基金\[national\]\s+贷\s+订单往来\s+¥20\.60/,
    );
    expect(await console.gaps()).toEqual([]);
  });

  test('what was opened stays open while the story grows', async () => {
    const whole = confirmedStory(CONFIRMED.orderNo, CONFIRMED.createdAt);
    rig.order({ ...CONFIRMED, phase: 'PAID' }, { ...whole, 'data-platform': [] });
    await console.goToOrder(CONFIRMED.orderNo);
    const unfolded = await console.expand(console.steps({ kind: 'exchange', title: 'settle' }));
    rig.order(CONFIRMED, whole);
    await console.steps({ service: 'data-platform' }).waitFor();
    expect(await unfolded.isVisible()).toBe(true);
    await console.page.getByText('已静止').waitFor();
  });

  test('a silent service is named where its steps are missing', async () => {
    rig.bus.answer(readStory('payment'), refused('SERVICE_SILENT'));
    await console.goToOrder(CONFIRMED.orderNo);
    expect(await console.gaps()).toEqual(['payment']);
    expect(await console.steps({ service: 'payment' }).count()).toBe(0);
    rig.order(CONFIRMED, confirmedStory(CONFIRMED.orderNo, CONFIRMED.createdAt));
    await console.steps({ service: 'payment' }).first().waitFor();
    expect(await console.gaps()).toEqual([]);
  });

  test('a case is decided with a reason, by the operator who is signed in', async () => {
    stuck();
    rig.bus.answer(resolveCase('order'), { caseId: CASES[0]?.caseId ?? '' });
    rig.bus.after(resolveCase('order'), () => stuck({ resolution: 'keep', resolvedBy: 'cashier-01', resolvedAt: NOW }));
    await console.goToOrder(STUCK.orderNo);
    expect(await console.openCases().count()).toBe(1);
    await console.resolveCase('keep', '窗口已核对，医院有此收据');
    expect(rig.bus.asked.find(({ subject }) => subject === 'order.resolve-case.v1')?.request).toEqual({
      caseId: CASES[0]?.caseId,
      resolution: 'keep',
      resolvedBy: 'cashier-01',
      note: '窗口已核对，医院有此收据',
    });
    expect(await console.steps({ kind: 'case' }).innerText()).toContain('cashier-01 决定：保留');
  });

  test('without a reason nothing is sent, and a refusal is shown where it was asked', async () => {
    stuck();
    rig.bus.asked.length = 0;
    rig.bus.answer(resolveCase('order'), refused('CASE_RESOLUTION_NOT_ALLOWED'));
    await console.goToOrder(STUCK.orderNo);
    const { page } = console;
    await console.openCases().locator('button[data-resolution=undo]').click();
    await page.locator('#resolve textarea').fill('  ');
    await page.locator('#resolve button[type=submit]').click();
    expect(rig.bus.asked.some(({ subject }) => subject === 'order.resolve-case.v1')).toBe(false);
    await page.locator('#resolve textarea').fill('患者已离院');
    await page.locator('#resolve button[type=submit]').click();
    await page.locator('#resolve [role=alert]', { hasText: '该待办不能这样处理' }).waitFor();
    expect(console.complaints.splice(0)).toEqual([expect.stringContaining('409')]);
  });

  test('can be used with the keyboard alone', async () => {
    await console.openList();
    const { page } = console;
    await page.keyboard.press('/');
    await page.keyboard.type(CONFIRMED.orderNo);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/orders/${CONFIRMED.orderNo}`);
    await console.steps().first().waitFor();
    await console.steps().first().locator('summary').focus();
    await page.keyboard.press('Enter');
    await console.steps().first().locator('.unfolded').waitFor();
  });

  test('speaks English when asked to, and remembers', async () => {
    const { page } = console;
    await page.locator('#language').click();
    await page.getByRole('heading', { name: 'Open cases' }).waitFor();
    await console.goToOrder(CONFIRMED.orderNo);
    expect(await console.headline().innerText()).toBe('Complete');
    expect(await page.title()).toBe(`${CONFIRMED.orderNo} · Order · Meridian console`);
    await page.locator('#language').click();
    await page.getByText('谁付了多少').waitFor();
  });

  test.each([
    ['desk', DESK],
    ['telephone', TELEPHONE],
  ])('on a %s nothing is wider than the screen and everything can be read', async (_, screen) => {
    const { page } = console;
    await page.setViewportSize(screen);
    await console.openList();
    expect([await console.overflow(), await page.evaluate(LOW_CONTRAST)]).toEqual([0, []]);
    stuck();
    rig.bus.answer(readStory('payment'), refused('SERVICE_SILENT'));
    await console.goToOrder(STUCK.orderNo);
    await console.expand(console.steps({ kind: 'exchange', title: 'settle' }));
    expect([await console.overflow(), await page.evaluate(LOW_CONTRAST)]).toEqual([0, []]);
    await console.openCases().locator('button[data-resolution=undo]').click();
    expect([await console.overflow(), await page.evaluate(LOW_CONTRAST)]).toEqual([0, []]);
  });

  test.each([
    [0, '¥0.00'],
    [5, '¥0.05'],
    [44_620, '¥446.20'],
    [123_456_789, '¥1,234,567.89'],
    [-25_120, '−¥251.20'],
    [1_000_000_000_000, '¥10,000,000,000.00'],
    [0.5, '—'],
  ])('%d fen are %s', async (fen, text) => {
    expect(await console.page.evaluate(`import('/assets/format.mjs').then(({ yuan }) => yuan(${fen}))`)).toBe(text);
  });
}

describe('the console in a browser', () => {
  if (executable === undefined) withoutBrowser();
  else inBrowser(executable);
});
