/** One stack's processes: each leads its own group, writes its own log, and ends with the script that started it. */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launch, tailOf, untilReady, whenEnded } from './child-process.mjs';
import { ROOT } from './paths.mjs';
import { forgetProcesses, readProcesses, writeProcesses } from './process-file.mjs';
import { allGone, endProcesses, identify, isAlive, signalGroup } from './process-identity.mjs';

/** @typedef {import('./child-process.mjs').ProcessSpec} ProcessSpec */
/** @typedef {import('./child-process.mjs').Running} Running */

const READY_MS = 60_000;
const RETRY_MS = 100;

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
    const line = /** @type {import('node:net').Socket} */ (this.#watchdog.stdin);
    line.unref();
    line.on('error', () => {}); // somebody ended the watchdog: the file is left for the next start to read
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
    const deadline = Date.now() + (spec.timeoutMs ?? READY_MS);
    for (;;) {
      const running = this.#launch(spec);
      try {
        await untilReady(spec, running, deadline);
        running.expected = false;
        return;
      } catch (error) {
        const passing = spec.retryWhen?.test(running.output()) && !this.#running.has(spec.name) && !this.#stopped && Date.now() < deadline;
        if (!passing) throw error;
        await sleep(RETRY_MS);
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
    const running = this.#launch({ ...spec, ready: () => true });
    const how = await whenEnded(running);
    if (how !== 'code 0') throw new Error(`${spec.name} ended with ${how}:\n${tailOf(running.output())}`);
    return running.output();
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
    this.#watchdog?.stdin?.write('[]\n');
    forgetProcesses(this.#folder);
    const watchdog = this.#watchdog;
    if (watchdog?.exitCode !== null) return;
    const gone = new Promise((done) => watchdog.once('exit', done));
    watchdog.ref();
    watchdog.stdin?.end();
    await gone;
  }

  /** @param {ProcessSpec} spec */
  #launch(spec) {
    if (this.#stopped) throw new Error('the stack is being stopped');
    const running = launch(spec, this.logFile(spec.name));
    this.#running.set(spec.name, running);
    this.#save();
    void running.ended.then((how) => {
      this.#running.delete(spec.name);
      if (this.#stopped) return;
      this.#save();
      if (!running.expected) this.onCrash?.(spec.name, how, tailOf(running.output()));
    });
    return running;
  }

  #save() {
    const entries = [...this.#running.values()].map(({ entry }) => entry);
    const pid = this.#watchdog?.pid;
    this.#watchdog?.stdin?.write(`${JSON.stringify(entries)}\n`);
    writeProcesses(this.#folder, { owner: this.#owner, watchdog: pid === undefined ? undefined : identify(pid), entries });
  }
}
