import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { readProcesses } from './process-file.mjs';
import { allGone, type Identity, isAlive } from './process-identity.mjs';
import { ProcessTable } from './process-table.mjs';

/** A process that says READY and then ignores polite signals unless told otherwise. */
const script = (body: string) => ({ command: process.execPath, args: ['-e', body], env: {} });
const ready = (output: string): boolean => output.includes('READY');
const lives = `console.log('READY'); setInterval(() => {}, 1000);`;
const stubborn = `process.on('SIGTERM', () => console.log('no')); ${lives}`;

describe('process table', () => {
  let folder: string;
  const tables: ProcessTable[] = [];
  const open = async (): Promise<ProcessTable> => {
    const table = await ProcessTable.open(folder);
    tables.push(table);
    return table;
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'meridian-table-'));
  });
  afterEach(async () => {
    for (const table of tables.splice(0)) await table.stop();
    rmSync(folder, { recursive: true });
  });

  /** What the file says runs, watchdog included. */
  const written = (): { entries: readonly Identity[]; watchdog: Identity } => {
    const found = readProcesses(folder);
    if (!found?.watchdog) throw new Error('no process file');
    return { entries: found.entries, watchdog: found.watchdog };
  };

  it('starts, restarts and stops, and leaves neither process nor file', async () => {
    const table = await open();
    await table.start({ ...script(lives), name: 'one', ready });
    const first = written();
    await table.restart('one');
    expect(table.pids.one).not.toBe(first.entries[0]?.pid);
    const second = written();
    await table.stop();
    for (const identity of [...first.entries, ...second.entries, second.watchdog]) expect(isAlive(identity)).toBe(false);
    expect(readProcesses(folder)).toBeUndefined();
  });

  it('shows the end of the log of what fails to start', async () => {
    const table = await open();
    const dies = script(`console.error('no such table'); process.exit(3)`);
    await expect(table.start({ ...dies, name: 'dies', ready })).rejects.toThrow(/code 3 .*\n.*no such table/);
    const mute = table.start({ ...script(`console.log('thinking'); setInterval(() => {}, 1000)`), name: 'mute', ready, timeoutMs: 500 });
    await expect(mute).rejects.toThrow(/mute was not ready .*\n.*thinking/);
  });

  it('kills what does not listen, and reports only what nobody asked to end', async () => {
    const table = await open();
    const crashes: string[] = [];
    table.onCrash = (name, how) => crashes.push(`${name} ${how}`);
    await table.start({ ...script(stubborn), name: 'stubborn', ready });
    await table.start({ ...script(`${lives} process.on('SIGUSR2', () => process.exit(9))`), name: 'falls', ready });
    await table.kill('stubborn');
    process.kill(table.pids.falls ?? 0, 'SIGUSR2');
    while (crashes.length === 0) await new Promise((done) => setTimeout(done, 10));
    expect(crashes).toEqual(['falls code 9']);
    expect(table.pids).toEqual({});
  });

  it('runs a command to its end', async () => {
    const table = await open();
    expect(await table.run({ ...script(`console.log('done')`), name: 'job' })).toBe('done\n');
    await expect(table.run({ ...script(`console.log('bad'); process.exit(1)`), name: 'job' })).rejects.toThrow(/code 1:\nbad/);
  });

  it('refuses a folder whose owner lives', async () => {
    await open();
    await expect(ProcessTable.open(folder)).rejects.toThrow(`in use by process ${process.pid}`);
  });

  describe('when the owner is killed', () => {
    let owner: ChildProcess;
    beforeEach(async () => {
      const body = `import { ProcessTable } from '${path.join(ROOT, 'tools/dev/process-table.mjs')}';
        const table = await ProcessTable.open(${JSON.stringify(folder)});
        await table.start({ name: 'child', command: process.execPath, args: ['-e', ${JSON.stringify(lives)}], env: {}, ready: (text) => text.includes('READY') });
        console.log('UP'); setInterval(() => {}, 1000);`;
      owner = spawn(process.execPath, ['--input-type=module', '-e', body], { stdio: ['ignore', 'pipe', 'inherit'] });
      for await (const chunk of owner.stdout ?? []) if (String(chunk).includes('UP')) break;
    });
    const killOwner = async (): Promise<void> => {
      const gone = new Promise((done) => owner.once('exit', done));
      owner.kill('SIGKILL');
      await gone;
    };

    it('its children end with it', async () => {
      const { entries, watchdog } = written();
      expect(entries).toHaveLength(1);
      await killOwner();
      expect(await allGone([...entries, watchdog], 20_000)).toBe(true);
      expect(readProcesses(folder)).toBeUndefined();
    });

    it('and they do even when the folder was deleted under it', async () => {
      const { entries, watchdog } = written();
      rmSync(path.join(folder, 'processes.json'));
      await killOwner();
      expect(await allGone([...entries, watchdog], 20_000)).toBe(true);
    });

    it('and the watchdog too, the next start ends what is left', async () => {
      const { entries, watchdog } = written();
      process.kill(watchdog.pid, 'SIGKILL');
      await killOwner();
      expect(entries.every(isAlive)).toBe(true);
      await open();
      expect(entries.some(isAlive)).toBe(false);
    });

    it('but a process that merely has the same number is left alone', async () => {
      const { watchdog, entries } = written();
      process.kill(watchdog.pid, 'SIGKILL');
      await killOwner();
      const file = path.join(folder, 'processes.json');
      const forged = readFileSync(file, 'utf8').replace(/("startedAt": ")[^"]*(",\s+"name")/, '$1another time$2');
      rmSync(file);
      (await import('node:fs')).writeFileSync(file, forged);
      await open();
      expect(entries.every(isAlive)).toBe(true);
      for (const { pid } of entries) process.kill(pid, 'SIGKILL');
    });
  });
});
