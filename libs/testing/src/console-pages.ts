import type { BrowserContext, Locator, Page } from 'playwright-core';
import { DESK, type Screen } from './chromium';

export interface SignIn {
  readonly operatorId: string;
  readonly password: string;
}

/** How far the page is wider than the screen, in pixels; in the page's own words, since Node has none for them. */
const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/**
 * Drives the console as an operator would. It knows nothing but an address: the same steps work against a scripted console and
 * against a running stack.
 */
export class ConsolePages {
  /** What the browser complained about: console errors, exceptions, refused resources. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  /** @param url of the console, without a slash at the end */
  static async open(context: BrowserContext, url: string, screen: Screen = DESK): Promise<ConsolePages> {
    const page = await context.newPage();
    await page.setViewportSize(screen);
    return new ConsolePages(page, url);
  }

  close(): Promise<void> {
    return this.page.close();
  }

  async signIn({ operatorId, password }: SignIn): Promise<void> {
    await this.page.goto(`${this.url}/sign-in`);
    await this.page.locator('input[name=operatorId]').fill(operatorId);
    await this.page.locator('input[name=password]').fill(password);
    await this.page.locator('#sign-in button[type=submit]').click();
    await this.page.waitForURL(`${this.url}/`);
    await this.page.locator('#who:not(:empty)').waitFor();
  }

  async openList(phase = ''): Promise<void> {
    await this.page.goto(`${this.url}/${phase && `?phase=${phase}`}`);
    await this.page.locator('#orders:not(.waiting)').waitFor();
  }

  /** From the list, by its link. */
  async openOrder(orderNo: string): Promise<void> {
    await this.page.locator(`a[data-order="${orderNo}"]`).click();
    await this.atOrder(orderNo);
  }

  async goToOrder(orderNo: string): Promise<void> {
    await this.page.goto(`${this.url}/orders/${orderNo}`);
    await this.atOrder(orderNo);
  }

  private async atOrder(orderNo: string): Promise<void> {
    await this.page.waitForURL(`${this.url}/orders/${orderNo}`);
    await this.steps().first().waitFor();
  }

  /** The order's state in words. */
  headline(): Locator {
    return this.page.locator('#headline');
  }

  /** Lines of the story, all or those of a service, a kind, a title as the services write it. */
  steps({ service, kind, title }: { service?: string; kind?: string; title?: string } = {}): Locator {
    const attribute = (name: string, value: string | undefined): string => (value === undefined ? '' : `[data-${name}="${value}"]`);
    return this.page.locator(`#story .step${attribute('lane', service)}${attribute('kind', kind)}${attribute('title', title)}`);
  }

  /** Services whose part of the story is missing. */
  async gaps(): Promise<string[]> {
    return this.page
      .locator('#gaps .gap')
      .evaluateAll((nodes) => nodes.map((node) => (node as unknown as { dataset: { service: string } }).dataset.service));
  }

  /** Opens a line and gives back what stands under it. */
  async expand(step: Locator): Promise<Locator> {
    await step.locator('summary').click();
    const unfolded = step.locator('.unfolded');
    await unfolded.waitFor();
    return unfolded;
  }

  /** Opens the course in time and gives back its blocks, one a trace. */
  async course(): Promise<Locator> {
    await this.page.locator('#course-panel > summary').click();
    const blocks = this.page.locator('#course > section');
    await blocks.first().waitFor();
    return blocks;
  }

  openCases(): Locator {
    return this.page.locator('#case-panel .case-open');
  }

  /** Decides the first open case of the page, with its reason; returns when the page shows it decided. */
  async resolveCase(resolution: 'keep' | 'undo', note: string): Promise<void> {
    const before = await this.openCases().count();
    await this.openCases().first().locator(`button[data-resolution=${resolution}]`).click();
    await this.page.locator('#resolve textarea').fill(note);
    await this.page.locator('#resolve button[type=submit]').click();
    await this.page.locator('#resolve').waitFor({ state: 'hidden' });
    await this.openCases()
      .nth(before - 1)
      .waitFor({ state: 'detached' });
  }

  overflow(): Promise<number> {
    return this.page.evaluate<number>(OVERFLOW);
  }
}
