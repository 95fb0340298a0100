/**
 * `npm test`: lint, types, then every test: spec (nothing outside the process), itest (PostgreSQL and NATS), journey (the whole stack).
 * `npm test -- --only=spec` runs one kind. The last lines are a summary; the exit code says whether all is well.
 */
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { LOCAL, ROOT } from './paths.mjs';
import { progress } from './progress.mjs';
import { runNode } from './run.mjs';
import { readResults } from './test-results.mjs';

const RESULTS = path.join(ROOT, '.local/test-results');
const targets = { spec: 'test', itest: 'itest', journey: 'journey' };
/** @typedef {keyof typeof targets} Kind */

/** What went wrong besides tests that failed. @type {string[]} */
const broken = [];

/** @param {readonly string[]} args */
async function main(args) {
  const kinds = chosenKinds(args);
  rmSync(RESULTS, { recursive: true, force: true });
  await install();
  await build();
  progress('built');
  await lint();
  if (kinds.includes('spec')) await runTests('spec');
  if (kinds.includes('itest')) await withServers((env) => runTests('itest', env));
  if (kinds.includes('journey')) await runTests('journey');
  return summarise();
}

/**
 * @param {readonly string[]} args
 * @returns {Kind[]}
 */
function chosenKinds(args) {
  const all = /** @type {Kind[]} */ (Object.keys(targets));
  const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
  const chosen = all.filter((kind) => only === undefined || kind === only);
  if (chosen.length === 0 || args.some((arg) => !arg.startsWith('--only='))) throw new Error('npm test -- [--only=spec|itest|journey]');
  return chosen;
}

async function lint() {
  note('biome', await runNode('node_modules/@biomejs/biome/bin/biome', ['check', '.']));
  if (existsSync(path.join(ROOT, '.dependency-cruiser.cjs'))) {
    const args = ['apps', 'libs', 'tools', '--config', '.dependency-cruiser.cjs'];
    note('dependency-cruiser', await runNode('node_modules/dependency-cruiser/bin/dependency-cruise.mjs', args));
  }
  progress('linted');
}

/**
 * @param {Kind} kind
 * @param {Record<string, string>} [env]
 */
async function runTests(kind, env = {}) {
  const quiet = { NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: process.stdout.isTTY ? '1' : '0' };
  const code = await runNode('node_modules/nx/dist/bin/nx.js', ['run-many', '-t', targets[kind], '--output-style=stream'], {
    ...quiet,
    ...env,
  });
  note(`the ${kind} tests`, code);
  progress(`${kind} tests done`);
}

/**
 * PostgreSQL and NATS for the tests of one run, from scratch.
 * @param {(env: Record<string, string>) => Promise<void>} work
 */
async function withServers(work) {
  const { startStack } = await import('./stack.mjs');
  const { ADMIN } = await import('./nats-config.mjs');
  const stack = await startStack({ name: 'test', dataDir: path.join(LOCAL, 'test'), only: [], fresh: true, quiet: true });
  try {
    await work({ MERIDIAN_TEST_DATABASE_URL: stack.superuserUrl, MERIDIAN_TEST_NATS_URL: stack.natsUrl(ADMIN) });
  } finally {
    await stack.stop();
  }
}

/**
 * @param {string} what
 * @param {number} code
 */
function note(what, code) {
  if (code !== 0) broken.push(`${what} ended with code ${code}`);
}

function summarise() {
  const { passed, failed, skipped, failures } = readResults(RESULTS);
  console.log('');
  for (const line of [...broken, ...failures]) console.log(`FAILED  ${line}`);
  if (skipped > 0) console.log(`${skipped} skipped`);
  // A runner that broke without a failed test to show still counts.
  const all = failed === 0 && broken.length > 0 ? broken.length : failed;
  console.log(`${passed} passed, ${all} failed`);
  return all === 0 ? 0 : 1;
}

/** Ctrl-C ends the running tool; what it started ends with this script, through the watchdog. */
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(130));

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(`\n${error instanceof Error ? error.message : error}\n\n0 passed, 1 failed`);
    process.exit(1);
  },
);
