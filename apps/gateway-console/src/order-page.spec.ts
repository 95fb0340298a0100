import { readStory } from '@meridian/contracts/shared/read-story.contract';
import { resolveCase } from '@meridian/contracts/shared/resolve-case.contract';
import { refused } from '@meridian/kernel/outcome';
import { DESK, TELEPHONE } from '@meridian/testing/chromium';
import { LOW_CONTRAST } from './testing/low-contrast';
import { CASES, CONFIRMED, NOW, STUCK } from './testing/orders.fixture';
import { pageTests } from './testing/page-tests';
import { confirmedStory, stuckStory } from './testing/story.fixture';

describe('the page of an order', () => {
  const on = pageTests();
  if (on === undefined) return;

  const stuck = (resolution?: Parameters<typeof stuckStory>[2]): void => {
    on.rig.order(
      resolution ? { ...STUCK, unknown: false, openCase: false } : STUCK,
      stuckStory(STUCK.orderNo, STUCK.createdAt, resolution),
    );
  };

  test('an order tells who paid what, its state and its whole story; an exchange opens, masked', async () => {
    await on.pages.openList();
    await on.pages.openOrder(CONFIRMED.orderNo);
    expect(await on.pages.headline().innerText()).toBe('已完成');
    expect(await on.pages.page.locator('#split').innerText()).toMatch(
      /统筹基金\s+¥20\.60\s+.*个人账户\s+¥300\.00\s+.*患者自付\s+¥125\.60\s+费用总额\s+¥446\.20/s,
    );
    expect(await on.pages.steps().count()).toBe(Object.values(confirmedStory(CONFIRMED.orderNo, 0)).flat().length);
    const settle = on.pages.steps({ service: 'insurance', kind: 'exchange', title: 'settle' });
    expect(await settle.innerText()).toContain('2207 结算');
    const unfolded = await (await on.pages.expand(settle)).innerText();
    expect(unfolded).toContain('"certno": "***"');
    expect(unfolded).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(await on.pages.steps({ service: 'account' }).first().innerText()).toMatch(
      /医保应收\s+借\s+应收医保基金\[national\]\s+贷\s+订单往来\s+¥20\.60/,
    );
    expect(await on.pages.gaps()).toEqual([]);
  });

  test('what was opened stays open while the story grows', async () => {
    const whole = confirmedStory(CONFIRMED.orderNo, CONFIRMED.createdAt);
    on.rig.order({ ...CONFIRMED, phase: 'PAID' }, { ...whole, 'data-platform': [] });
    await on.pages.goToOrder(CONFIRMED.orderNo);
    const unfolded = await on.pages.expand(on.pages.steps({ kind: 'exchange', title: 'settle' }));
    on.rig.order(CONFIRMED, whole);
    await on.pages.steps({ service: 'data-platform' }).waitFor();
    expect(await unfolded.isVisible()).toBe(true);
    await on.pages.page.getByText('已静止').waitFor();
  });

  test('the course in time: a block a trace, what took how long, and whose it was', async () => {
    await on.pages.goToOrder(CONFIRMED.orderNo);
    const blocks = await on.pages.course();
    expect(await on.pages.page.locator('#course-says').innerText()).toBe('3 段，共 1.9 s，其中外部 1.7 s');
    expect(await blocks.locator('h3').allInnerTexts()).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d 建单，占用缴费单 648 ms 0af76519$/),
      expect.stringMatching(/ 患者确认，开始结算 1\.0 s 4bf92f35$/),
      expect.stringMatching(/ 付款通知 204 ms a9c1e07b$/),
    ]);
    const paid = blocks.last();
    expect(await paid.locator('[data-lane=order][data-kind=intent]').innerText()).toMatch(
      /^订单\s+医院：确认收费\s+.*\+22 ms\s*96 ms\s*$/s,
    );
    expect(await paid.locator('[data-kind=posting]').allInnerTexts()).toEqual([
      expect.stringMatching(/^账务\s+已收款 → 渠道收款\s+.*\+7 ms\s*98 ms\s*$/s),
      expect.stringMatching(/^账务\s+订单已完成 → 确认收入\s+.*\+120 ms\s*84 ms\s*$/s),
    ]);
    expect(await paid.locator('.track').count()).toBe(await paid.locator('.span').count());
    expect(await blocks.locator('.chip').count()).toBe(0);
  });

  test('a call that another process took over says so, and one without an answer is open', async () => {
    const story = stuckStory(STUCK.orderNo, STUCK.createdAt);
    for (const { kind, title, detail } of story.order ?? []) if (kind === 'intent' && title === 'his.confirm') detail.takenOver = 1;
    const timer = { subject: `${STUCK.orderNo}.expire`, title: 'timer.expire', detail: { status: 'open', asks: 0, timer: true } };
    const [first] = story.order ?? [];
    if (first) story.order?.push({ ...first, kind: 'intent', ...timer });
    on.rig.order(STUCK, story);
    await on.pages.goToOrder(STUCK.orderNo);
    const call = (await on.pages.course()).last().locator('[data-kind=intent]');
    expect(await call.innerText()).toMatch(/医院：确认收费\s*由别的进程接管，接在原调用之后\s+.*未完成/s);
    expect(await on.pages.page.locator('#course', { hasText: '定时' }).count()).toBe(0);
  });

  test('the course fits a desk and a telephone, in both languages, and can be read', async () => {
    const { page } = on.pages;
    for (const language of ['en', 'zh']) {
      for (const screen of [DESK, TELEPHONE]) {
        await page.setViewportSize(screen);
        await on.pages.goToOrder(CONFIRMED.orderNo);
        await page.evaluate(`localStorage.setItem('meridian-language', '${language}')`);
        await on.pages.goToOrder(CONFIRMED.orderNo);
        await on.pages.course();
        expect(await page.locator('#course-panel h2').innerText()).toBe(language === 'en' ? 'Course in time' : '耗时');
        expect([language, await on.pages.overflow(), await page.evaluate(LOW_CONTRAST)]).toEqual([language, 0, []]);
      }
    }
  });

  test('a silent service is named where its steps are missing', async () => {
    on.rig.bus.answer(readStory('payment'), refused('SERVICE_SILENT'));
    await on.pages.goToOrder(CONFIRMED.orderNo);
    expect(await on.pages.gaps()).toEqual(['payment']);
    expect(await on.pages.steps({ service: 'payment' }).count()).toBe(0);
    on.rig.order(CONFIRMED, confirmedStory(CONFIRMED.orderNo, CONFIRMED.createdAt));
    await on.pages.steps({ service: 'payment' }).first().waitFor();
    expect(await on.pages.gaps()).toEqual([]);
  });

  test('a case is decided with a reason, by the operator who is signed in', async () => {
    stuck();
    on.rig.bus.answer(resolveCase('order'), { caseId: CASES[0]?.caseId ?? '' });
    on.rig.bus.after(resolveCase('order'), () => stuck({ resolution: 'keep', resolvedBy: 'cashier-01', resolvedAt: NOW }));
    await on.pages.goToOrder(STUCK.orderNo);
    expect(await on.pages.openCases().count()).toBe(1);
    await on.pages.resolveCase('keep', '窗口已核对，医院有此收据');
    expect(on.rig.bus.asked.find(({ subject }) => subject === 'order.resolve-case.v1')?.request).toEqual({
      caseId: CASES[0]?.caseId,
      resolution: 'keep',
      resolvedBy: 'cashier-01',
      note: '窗口已核对，医院有此收据',
    });
    expect(await on.pages.steps({ kind: 'case' }).innerText()).toContain('cashier-01 决定：保留');
  });

  test('without a reason nothing is sent, and a refusal is shown where it was asked', async () => {
    stuck();
    on.rig.bus.asked.length = 0;
    on.rig.bus.answer(resolveCase('order'), refused('CASE_RESOLUTION_NOT_ALLOWED'));
    await on.pages.goToOrder(STUCK.orderNo);
    const { page } = on.pages;
    await on.pages.openCases().locator('button[data-resolution=undo]').click();
    await page.locator('#resolve textarea').fill('  ');
    await page.locator('#resolve button[type=submit]').click();
    expect(on.rig.bus.asked.some(({ subject }) => subject === 'order.resolve-case.v1')).toBe(false);
    await page.locator('#resolve textarea').fill('患者已离院');
    await page.locator('#resolve button[type=submit]').click();
    await page.locator('#resolve [role=alert]', { hasText: '该待办不能这样处理' }).waitFor();
    expect(on.pages.complaints.splice(0)).toEqual([expect.stringContaining('409')]);
  });
});
