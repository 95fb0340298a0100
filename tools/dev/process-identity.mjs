/**
 * Knowing a process again. A process id alone may meanwhile belong to somebody else; together with the moment the process started it does
 * not, so nothing that this tooling did not start is ever signalled.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Identity
 * @property {number} pid
 * @property {string} startedAt when it started, in the system's own notation
 */

/**
 * @typedef {Identity & { name: string, stopSignal: NodeJS.Signals, stage: number }} Entry
 * A process that leads its own group. Higher stages are ended first: apps before the database they write to.
 */

/**
 * @param {number} pid
 * @returns {Identity | undefined} undefined when there is no such process, or only its corpse
 */
export function identify(pid) {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** @param {Identity} identity */
export function isAlive({ pid, startedAt }) {
  return identify(pid)?.startedAt === startedAt;
}

/**
 * Signals a process and its group.
 * @param {Identity} identity
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(identity, signal) {
  if (!isAlive(identity)) return;
  try {
    process.kill(-identity.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * Ends processes politely, stage by stage, and by force those that stay.
 * @param {readonly Entry[]} entries
 * @param {number} [graceMs] how long a stage may take before it is killed
 */
export async function endProcesses(entries, graceMs = 10_000) {
  const stages = [...new Set(entries.map((entry) => entry.stage))].sort((a, b) => b - a);
  for (const stage of stages) {
    const members = entries.filter((entry) => entry.stage === stage);
    for (const entry of members) signalGroup(entry, entry.stopSignal);
    if (await allGone(members, graceMs)) continue;
    for (const entry of members) signalGroup(entry, 'SIGKILL');
    if (!(await allGone(members, 5_000))) {
      throw new Error(`these processes do not end: ${members.filter(isAlive).map((entry) => `${entry.name} (${entry.pid})`)}`);
    }
  }
}

/**
 * @param {readonly Identity[]} identities
 * @param {number} timeoutMs
 */
export async function allGone(identities, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (identities.some(isAlive)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** @param {number} pid */
function startOnLinux(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name stands in brackets and may hold anything: count from the last bracket. State is field 3, the start field 22.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function startByPs(pid) {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const line = stdout?.trim() ?? '';
  return status === 0 && line !== '' && !line.startsWith('Z') ? line.replace(/^\S+\s+/, '') : undefined;
}
