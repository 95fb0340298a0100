/** Runs one command to its end with the terminal handed through. Should this script end first, so does the command. */
import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
process.on('exit', endRunning);

/** Asks what runs now to end. */
export function endRunning() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options] `env` is added to this process's own
 * @returns {Promise<number>} the exit code; 1 when a signal ended it
 */
export function run(command, args, { cwd = ROOT, env = {} } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit', shell: process.platform === 'win32' });
  running.add(child);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => {
      running.delete(child);
      done(code ?? 1);
    });
  });
}

/**
 * Runs a JavaScript command line tool of an installed package under this very Node, without a shell.
 * @param {string} file its path below the project folder
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 */
export function runNode(file, args, env = {}) {
  return run(process.execPath, [file, ...args], { env });
}
