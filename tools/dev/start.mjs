/**
 * `npm start`: installs, builds, starts everything, runs the demonstration, prints where to look, stays up until Ctrl-C.
 * `npm start -- --once` ends after the demonstration, non-zero if it failed. The sandbox forgets the outside world when it ends, so our books
 * begin afresh with it, or every order of a former run would be missing from the other side's books; `--keep` keeps them all the same.
 * Only built-ins until the packages are installed.
 */
import { build } from './build.mjs';
import { install } from './install.mjs';
import { progress } from './progress.mjs';
import { endRunning } from './run.mjs';

const once = process.argv.includes('--once');
const keep = process.argv.includes('--keep');
const interrupted = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(130); // asked twice: the watchdog ends what is left
    interrupted.abort(signal);
    endRunning();
  });
}

/** @type {import('./stack.mjs').Stack | undefined} */
let stack;
try {
  progress((await install()) ? 'packages installed' : 'packages are up to date');
  await build();
  progress('built');
  const { startStack } = await import('./stack.mjs');
  const { runDemo } = await import('./demo.mjs');
  stack = await startStack({ name: process.env.MERIDIAN_STACK ?? 'start', fresh: !keep, signal: interrupted.signal, print: progress });
  await runDemo({ urls: stack.urls, secrets: stack.secrets, print: progress });
  progress('the demonstration is done');
  if (!once) await stayUp(stack);
} catch (error) {
  process.exitCode = 130;
  if (!interrupted.signal.aborted) {
    console.error(`\n${error instanceof Error ? (error.stack ?? error.message) : error}`);
    process.exitCode = 1;
  }
} finally {
  await stack?.stop();
  if (stack) progress('everything is stopped');
}

/** @param {import('./stack.mjs').Stack} running */
async function stayUp({ urls, folder }) {
  for (const [name, url] of Object.entries(urls)) console.log(`  ${name.padEnd(18)} ${url}`);
  console.log(`  ${'logs'.padEnd(18)} ${folder}/logs`);
  console.log('Ctrl-C stops everything.');
  const keepAlive = setInterval(() => {}, 2 ** 30);
  if (!interrupted.signal.aborted) await new Promise((done) => interrupted.signal.addEventListener('abort', done, { once: true }));
  clearInterval(keepAlive);
}
