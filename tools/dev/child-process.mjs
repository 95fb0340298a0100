/** One process of a stack: started apart from the script's group and terminal, its output in a file of its own. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './paths.mjs';
import { identify } from './process-identity.mjs';

const POLL_MS = 25;
const TAIL_CHARACTERS = 3_000;

/**
 * @typedef {object} ProcessSpec
 * @property {string} name unique in the stack, and the name of its log file
 * @property {string} command
 * @property {readonly string[]} args
 * @property {Record<string, string>} env the whole environment, nothing is inherited
 * @property {number} [stage] higher stages are ended first; 1 unless told
 * @property {NodeJS.Signals} [stopSignal] SIGTERM unless told
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {number} [timeoutMs] how long until it must be ready; a minute unless told
 * @property {RegExp} [retryWhen] what its output says when it failed for a passing reason: it is then started again, until `timeoutMs`
 * @property {(output: string) => unknown} ready asked again and again with what was printed since the start; anything but undefined and
 *   false means ready; may answer with a promise
 */

/**
 * @typedef {object} Running
 * @property {import('./process-identity.mjs').Entry} entry
 * @property {import('node:child_process').ChildProcess} child
 * @property {Promise<string>} ended how it ended, in words
 * @property {boolean} expected whether its end will surprise nobody: it was asked to, or is not ready yet
 * @property {() => string} output what it has printed since this start
 */

/**
 * @param {ProcessSpec} spec
 * @param {string} logFile added to
 * @returns {Running}
 */
export function launch({ name, command, args, env, stage = 1, stopSignal = 'SIGTERM', uid, gid }, logFile) {
  const log = openSync(logFile, 'a');
  const from = statSync(logFile).size;
  const user = { ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) };
  const child = spawn(command, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', log, log], ...user });
  closeSync(log);
  /** @type {Promise<string>} */
  const ended = new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(signal ? `signal ${signal}` : `code ${code}`));
  });
  // Children do not keep this script alive, or one that forgot to stop its stack would hang.
  child.unref();
  const identity = (child.pid !== undefined && identify(child.pid)) || { pid: 0, startedAt: '' };
  const output = () => readFileSync(logFile).subarray(from).toString('utf8');
  return { entry: { ...identity, name, stopSignal, stage }, child, ended, expected: true, output };
}

/**
 * Waits for the end of a process, and keeps the script alive meanwhile.
 * @param {Running} running
 */
export function whenEnded({ child, ended }) {
  child.ref();
  return ended;
}

/**
 * @param {ProcessSpec} spec
 * @param {Running} running
 * @param {number} deadline in wall-clock milliseconds
 * @throws when it ends or stays silent instead, with the tail of its log
 */
export async function untilReady({ name, ready }, running, deadline) {
  /** @type {string | undefined} */
  let how;
  void running.ended.then((words) => {
    how = words;
  });
  for (;;) {
    if (how !== undefined) throw new Error(`${name} ended with ${how} before it was ready:\n${tailOf(running.output())}`);
    const answer = await ready(running.output());
    if (answer !== undefined && answer !== false && answer !== null) return;
    if (Date.now() > deadline) throw new Error(`${name} was not ready in time:\n${tailOf(running.output())}`);
    await sleep(POLL_MS);
  }
}

/** @param {string} output */
export const tailOf = (output) => output.slice(-TAIL_CHARACTERS).trimEnd();
