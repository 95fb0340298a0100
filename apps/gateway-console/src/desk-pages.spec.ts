import { readStory } from '@meridian/contracts/shared/read-story.contract';
import { refused } from '@meridian/kernel/outcome';
import { DESK, TELEPHONE } from '@meridian/testing/chromium';
import { LOW_CONTRAST } from './testing/low-contrast';
import { CONFIRMED, ORDERS, STUCK } from './testing/orders.fixture';
import { CASHIER, pageTests } from './testing/page-tests';
import { stuckStory } from './testing/story.fixture';

describe('the pages of the console', () => {
  const on = pageTests();
  if (on === undefined) return;

  test('the list shows every order with its state in words and its amounts in yuan', async () => {
    await on.pages.openList();
    const { page } = on.pages;
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
    const { page } = on.pages;
    await on.pages.openList();
    await page.locator('#sign-out').click();
    await page.waitForURL('**/sign-in');
    await page.goto(`${on.rig.url}/orders/${CONFIRMED.orderNo}`);
    await page.waitForURL('**/sign-in?next=*');
    await page.locator('input[name=operatorId]').fill(CASHIER.operatorId);
    await page.locator('input[name=password]').fill(CASHIER.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${on.rig.url}/orders/${CONFIRMED.orderNo}`);
    // The browser itself reports the refusals that led to the sign-in page.
    expect(on.pages.complaints.splice(0)).toEqual(expect.arrayContaining([expect.stringContaining('401')]));
  });

  test('a wrong password says so and stays', async () => {
    const { page } = on.pages;
    await page.goto(`${on.rig.url}/sign-in`);
    await page.locator('input[name=operatorId]').fill('cashier-01');
    await page.locator('input[name=password]').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('工号或密码有误').waitFor();
    expect(on.pages.complaints.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  test('can be used with the keyboard alone', async () => {
    await on.pages.openList();
    const { page } = on.pages;
    await page.keyboard.press('/');
    await page.keyboard.type(CONFIRMED.orderNo);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/orders/${CONFIRMED.orderNo}`);
    await on.pages.steps().first().waitFor();
    await on.pages.steps().first().locator('summary').focus();
    await page.keyboard.press('Enter');
    await on.pages.steps().first().locator('.unfolded').waitFor();
  });

  test('speaks English when asked to, and remembers', async () => {
    const { page } = on.pages;
    await on.pages.openList();
    await page.locator('#language').click();
    await page.getByRole('heading', { name: 'Open cases', exact: true }).waitFor();
    await on.pages.goToOrder(CONFIRMED.orderNo);
    expect(await on.pages.headline().innerText()).toBe('Complete');
    expect(await page.title()).toBe(`${CONFIRMED.orderNo} · Order · Meridian console`);
    await page.locator('#language').click();
    await page.getByText('谁付了多少').waitFor();
  });

  test.each([
    ['desk', DESK],
    ['telephone', TELEPHONE],
  ])('on a %s nothing is wider than the screen and everything can be read', async (_, screen) => {
    const { page } = on.pages;
    await page.setViewportSize(screen);
    await on.pages.openList();
    expect([await on.pages.overflow(), await page.evaluate(LOW_CONTRAST)]).toEqual([0, []]);
    on.rig.order(STUCK, stuckStory(STUCK.orderNo, STUCK.createdAt));
    on.rig.bus.answer(readStory('payment'), refused('SERVICE_SILENT'));
    await on.pages.goToOrder(STUCK.orderNo);
    await on.pages.expand(on.pages.steps({ kind: 'exchange', title: 'settle' }));
    expect([await on.pages.overflow(), await page.evaluate(LOW_CONTRAST)]).toEqual([0, []]);
    await on.pages.openCases().locator('button[data-resolution=undo]').click();
    expect([await on.pages.overflow(), await page.evaluate(LOW_CONTRAST)]).toEqual([0, []]);
  });

  test('fen are written as yuan digit by digit', async () => {
    await on.pages.openList();
    const amounts = [0, 5, 44_620, 123_456_789, -25_120, 1_000_000_000_000, 0.5];
    const written = await on.pages.page.evaluate(`import('/assets/format.mjs').then(({ yuan }) => ${JSON.stringify(amounts)}.map(yuan))`);
    expect(written).toEqual(['¥0.00', '¥0.05', '¥446.20', '¥1,234,567.89', '−¥251.20', '¥10,000,000,000.00', '—']);
  });

  test('a text too pale to read would be found', async () => {
    await on.pages.openList();
    await on.pages.page.evaluate("document.getElementById('cases-title').style.color = '#888'");
    expect(await on.pages.page.evaluate(LOW_CONTRAST)).toEqual([expect.stringMatching(/^待办 3\.\d+$/)]);
  });
});
