import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Stack } from '@meridian/dev/stack';
import { Journal } from './journal';
import { JsonHttp } from './json-http';

/** What a settlement by WeChat runs through: every service, and the one gateway it uses. */
export const SERVICES = ['order', 'payment', 'insurance', 'account', 'reconciliation', 'data-platform'] as const;
export const GATEWAY = 'gateway-wechat';
const APPS = ['sandbox', ...SERVICES, GATEWAY];

/** One application asks for thousands of patients here; the door's limits are meant for one. */
const NO_LIMITS = { MERIDIAN_RATE_PATIENT: '0', MERIDIAN_RATE_APPLICATION: '0', MERIDIAN_RATE_REFUND: '0', MERIDIAN_RATE_TOKEN: '0' };

/** Everything a row needs: the running stack, and the ways into it from outside. */
export interface World {
  readonly stack: Stack;
  readonly gateway: JsonHttp;
  readonly admin: JsonHttp;
  readonly journal: Journal;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly name: string;
  /** Every Meridian process can be told to write a CPU profile there. */
  readonly profileTo: string | undefined;
}

/** Starts a stack of its own from scratch. */
export async function openWorld({ name, profileTo }: WorldOptions): Promise<World> {
  const { startStack } = await import('@meridian/dev/stack');
  const stack = await startStack({
    name,
    fresh: true,
    quiet: true,
    only: APPS,
    overrides: overridesFor(profileTo),
    postgresSettings: { shared_preload_libraries: 'pg_stat_statements' },
  });
  try {
    const admin = new JsonHttp(urlOf(stack, 'sandbox-admin'));
    const gateway = new JsonHttp(urlOf(stack, GATEWAY));
    const journal = await Journal.open(admin);
    const close = async (): Promise<void> => {
      journal.close();
      await Promise.all([admin.close(), gateway.close()]);
      await stack.stop();
    };
    return { stack, gateway, admin, journal, close };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

function urlOf(stack: Stack, name: string): string {
  const url = stack.urls[name];
  if (url === undefined) throw new Error(`${name} does not run`);
  return url;
}

function overridesFor(profileTo: string | undefined): Record<string, Record<string, string>> {
  if (profileTo !== undefined) mkdirSync(profileTo, { recursive: true });
  return Object.fromEntries(
    APPS.map((app) => [
      app,
      {
        ...(app === GATEWAY ? NO_LIMITS : {}),
        ...(profileTo === undefined
          ? {}
          : {
              NODE_OPTIONS: `--require ${path.join(__dirname, 'profiler.js')}`,
              MERIDIAN_PROFILE_TO: path.resolve(profileTo, `${app}.cpuprofile`),
            }),
      },
    ]),
  );
}
