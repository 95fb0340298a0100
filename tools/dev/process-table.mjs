/** One stack's processes: each leads its own group, writes its own log, and ends with the script that started it. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './paths.mjs';
import { forgetProcesses, readProcesses, writeProcesses } from './process-file.mjs';
import { allGone, endProcesses, identify, isAlive, signalGroup } from './process-identity.mjs';

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
 * @property {number} [timeoutMs] how long until it must be ready
 * @property {RegExp} [retryWhen] what its output says when it failed for a passing reason: it is then started again, until `timeoutMs`
 * @property {(output: string) => unknown} ready asked again and again with what was printed since the start; anything but undefined and
 *   false means ready; may answer with a promise
 */

/**
 * @typedef {object} Running
 * @property {import('./process-identity.mjs').Entry} entry
 * @property {import('node:child_process').ChildProcess} child
 * @property {Promise<string>} ended how it ended, in words
 * @property {boolean} expected whether we asked it to end
 */

export class ProcessTable {
  /** Called when a process ends that nobody asked to. @type {((name: string, how: string, tail: string) => void) | undefined} */
  onCrash;
  #folder;
  #owner;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #watchdog;
  /** @type {Map<string, Running>} */
  #running = new Map();
  /** @type {Map<string, ProcessSpec>} */
  #specs = new Map();
  /** @type {Promise<void> | undefined} */
  #stopped;

  /**
   * Takes a stack's folder: ends what a dead owner left there, refuses when the owner lives.
   * @param {string} folder
   */
  static async open(folder) {
    mkdirSync(path.join(folder, 'logs'), { recursive: true });
    const owner = identify(process.pid);
    if (!owner) throw new Error('this process cannot see itself in the process list');
    const before = readProcesses(folder);
    if (before && isAlive(before.owner)) {
      throw new Error(
        `${folder} is in use by process ${before.owner.pid}. End it, or set MERIDIAN_STACK to another name to run a second stack.`,
      );
    }
    // The former entries stay in the file until they have ended, so a script killed in between loses nothing.
    writeProcesses(folder, { owner, entries: before?.entries ?? [] });
    if (before?.watchdog) await allGone([before.watchdog], 20_000);
    await endProcesses(before?.entries ?? []);
    if (readProcesses(folder)?.owner.pid !== owner.pid) throw new Error(`${folder} was taken by another script in this moment`);
    return new ProcessTable(folder, owner);
  }

  /**
   * @param {string} folder
   * @param {import('./process-identity.mjs').Identity} owner
   */
  constructor(folder, owner) {
    this.#folder = folder;
    this.#owner = owner;
    this.#watchdog = spawn(process.execPath, [path.join(ROOT, 'tools/dev/watchdog.mjs'), folder, String(owner.pid)], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
    });
    this.#watchdog.unref();
    /** @type {import('node:net').Socket} */ (this.#watchdog.stdin).unref();
    this.#save();
  }

  /** Process ids of what runs now, by name. */
  get pids() {
    return Object.fromEntries([...this.#running].map(([name, { entry }]) => [name, entry.pid]));
  }

  /** @param {string} name */
  logFile(name) {
    return path.join(this.#folder, 'logs', `${name}.log`);
  }

  /**
   * Starts a process and waits until it is ready.
   * @param {ProcessSpec} spec
   * @throws when it ends or stays silent instead, with the tail of its log
   */
  async start(spec) {
    if (this.#running.has(spec.name)) throw new Error(`${spec.name} is running`);
    if (!this.#specs.has(spec.name)) rmSync(this.logFile(spec.name), { force: true });
    this.#specs.set(spec.name, spec);
    const deadline = Date.now() + (spec.timeoutMs ?? 60_000);
    for (;;) {
      const from = logLength(this.logFile(spec.name));
      try {
        return await this.#untilReady(spec, { running: this.#spawn(spec), from, deadline });
      } catch (error) {
        const output = readFileSync(this.logFile(spec.name)).subarray(from).toString('utf8');
        const passing = spec.retryWhen?.test(output) && !this.#running.has(spec.name) && !this.#stopped && Date.now() < deadline;
        if (!passing) throw error;
        await sleep(4 * POLL_MS);
      }
    }
  }

  /**
   * Runs a command to its end and returns what it printed.
   * @param {Omit<ProcessSpec, 'ready'>} spec
   * @throws when it fails, with the tail of its log
   */
  async run(spec) {
    rmSync(this.logFile(spec.name), { force: true });
    const running = this.#spawn({ ...spec, ready: () => true });
    running.expected = true;
    const how = await whenEnded(running);
    if (how !== 'code 0') throw new Error(`${spec.name} ended with ${how}:\n${this.tail(spec.name)}`);
    return readFileSync(this.logFile(spec.name), 'utf8');
  }

  /**
   * Sends a signal and waits until the process is gone.
   * @param {string} name
   * @param {NodeJS.Signals} [signal]
   */
  async kill(name, signal = 'SIGKILL') {
    const running = this.#running.get(name);
    if (!running) throw new Error(`${name} is not running`);
    running.expected = true;
    signalGroup(running.entry, signal);
    await whenEnded(running);
  }

  /**
   * Starts a process again as it was first started; ends it first, politely, where it still runs.
   * @param {string} name
   */
  async restart(name) {
    const spec = this.#specs.get(name);
    if (!spec) throw new Error(`${name} was never started here`);
    const running = this.#running.get(name);
    if (running) {
      running.expected = true;
      await endProcesses([running.entry]);
      await whenEnded(running);
    }
    await this.start(spec);
  }

  /** Ends everything, the watchdog last. Safe to call twice and in the middle of a start. */
  stop() {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop() {
    const running = [...this.#running.values()];
    for (const one of running) one.expected = true;
    await endProcesses(running.map(({ entry }) => entry));
    await Promise.all(running.map(whenEnded));
    forgetProcesses(this.#folder);
    const watchdog = this.#watchdog;
    if (watchdog?.exitCode !== null) return;
    const gone = new Promise((done) => watchdog.once('exit', done));
    watchdog.ref();
    watchdog.stdin?.end();
    await gone;
  }

  /** @param {ProcessSpec} spec */
  #spawn(spec) {
    if (this.#stopped) throw new Error('the stack is being stopped');
    const log = openSync(this.logFile(spec.name), 'a');
    const child = spawn(spec.command, spec.args, {
      cwd: ROOT,
      env: spec.env,
      detached: true,
      stdio: ['ignore', log, log],
      ...(spec.uid !== undefined && { uid: spec.uid }),
      ...(spec.gid !== undefined && { gid: spec.gid }),
    });
    closeSync(log);
    /** @type {Promise<string>} */
    const ended = new Promise((done) => {
      child.once('error', (error) => done(error.message));
      child.once('exit', (code, signal) => done(signal ? `signal ${signal}` : `code ${code}`));
    });
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    const entry = { pid: 0, startedAt: '', ...identity, name: spec.name, stopSignal: spec.stopSignal ?? 'SIGTERM', stage: spec.stage ?? 1 };
    /** @type {Running} */
    const running = { entry, child, ended, expected: false };
    this.#running.set(spec.name, running);
    this.#save();
    child.unref();
    void ended.then((how) => this.#onEnded(running, how));
    return running;
  }

  /**
   * @param {Running} running
   * @param {string} how
   */
  #onEnded(running, how) {
    this.#running.delete(running.entry.name);
    if (this.#stopped) return;
    this.#save();
    if (!running.expected) this.onCrash?.(running.entry.name, how, this.tail(running.entry.name));
  }

  /**
   * @param {ProcessSpec} spec
   * @param {{ running: Running, from: number, deadline: number }} attempt `from` is where its output begins in the log
   */
  async #untilReady({ name, ready }, { running, from, deadline }) {
    const wasExpected = running.expected;
    running.expected = true; // until it is ready, its end is reported here
    /** @type {string | undefined} */
    let ended;
    void running.ended.then((how) => {
      ended = how;
    });
    for (;;) {
      if (ended !== undefined) throw new Error(`${name} ended with ${ended} before it was ready:\n${this.tail(name)}`);
      const answer = await ready(readFileSync(this.logFile(name)).subarray(from).toString('utf8'));
      if (answer !== undefined && answer !== false && answer !== null) break;
      if (Date.now() > deadline) throw new Error(`${name} was not ready in time:\n${this.tail(name)}`);
      await sleep(POLL_MS);
    }
    running.expected = wasExpected;
  }

  /**
   * The end of a process's log.
   * @param {string} name
   */
  tail(name) {
    try {
      return readFileSync(this.logFile(name), 'utf8').slice(-TAIL_CHARACTERS).trimEnd();
    } catch {
      return '(no log)';
    }
  }

  #save() {
    const pid = this.#watchdog?.pid;
    writeProcesses(this.#folder, {
      owner: this.#owner,
      watchdog: pid === undefined ? undefined : identify(pid),
      entries: [...this.#running.values()].map(({ entry }) => entry),
    });
  }
}

/**
 * Children do not keep this script alive, or one that forgot to stop its stack would hang; while their end is awaited they must.
 * @param {Running} running
 */
function whenEnded({ child, ended }) {
  child.ref();
  return ended;
}

/** @param {string} file */
function logLength(file) {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
