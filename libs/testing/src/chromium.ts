import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { chromiumPath } from './config';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome'];
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser for page tests, or undefined when the machine has none. */
export const findChromium = (): string | undefined => [chromiumPath(), ...USUAL].find((file) => file !== undefined && existsSync(file));

export interface Screen {
  readonly width: number;
  readonly height: number;
}

export const DESK: Screen = { width: 1280, height: 900 };
export const TELEPHONE: Screen = { width: 390, height: 844 };

/** A browser with a profile of its own, which goes with it. */
export async function launch(executablePath: string): Promise<{ readonly context: BrowserContext; close(): Promise<void> }> {
  const profile = await mkdtemp(path.join(tmpdir(), 'meridian-browser-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: ARGS, viewport: DESK, locale: 'zh-CN' });
  const close = async (): Promise<void> => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { context, close };
}
