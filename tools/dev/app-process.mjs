/** How Meridian's own processes are started: the apps, and the migrations before them. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { entryOf, processes, processOf } from './topology.mjs';

/**
 * @param {readonly string[] | undefined} only
 * @param {(line: string) => void} print
 */
export function appsToStart(only, print) {
  const wanted = only ?? processes.map(({ app }) => app);
  return wanted.filter((app) => {
    processOf(app);
    if (existsSync(path.join(ROOT, entryOf(app)))) return true;
    if (only || existsSync(path.join(ROOT, `apps/${app}/package.json`))) throw new Error(`${entryOf(app)} is missing: run npm run build`);
    print(`WARNING: there is no apps/${app} yet; the stack starts without it`);
    return false;
  });
}

/**
 * @param {string} app
 * @param {Record<string, string>} env
 * @param {Record<string, Record<string, string>>} overrides
 * @returns {import('./child-process.mjs').ProcessSpec}
 */
export function appProcess(app, env, overrides) {
  const ready = app === 'sandbox' ? /^READY \{.*\}$/m : new RegExp(`^READY ${app} \\d+$`, 'm');
  return {
    name: app,
    command: process.execPath,
    args: [entryOf(app)],
    env: { ...inherited(), ...env, ...overrides[app] },
    ready: (output) => ready.test(output),
  };
}

/** The few things an app takes from this process; above all not the credentials of DATABASE_URL or NATS_URL. */
const inherited = () =>
  Object.fromEntries(['PATH', 'HOME', 'LANG', 'TMPDIR', 'TZ'].flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])));

/**
 * Migrations run in a process of their own, so that a service's code never runs inside this script.
 * @param {{ table: import('./process-table.mjs').ProcessTable, ownerUrl: string, chosen: readonly string[], print: (line: string) => void }} options
 */
export async function runMigrations({ table, ownerUrl, chosen, print }) {
  if (chosen.length === 0) return;
  const args = ['tools/dev/migrate.mjs', ...chosen];
  const output = await table.run({
    name: 'migrate',
    command: process.execPath,
    args,
    env: { ...inherited(), MERIDIAN_OWNER_URL: ownerUrl },
  });
  for (const line of output.trimEnd().split('\n')) print(`migrations of ${line}`);
}
