/** The file in which a stack writes down its processes, so that whoever comes later can end what a dead script left behind. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} Processes
 * @property {import('./process-identity.mjs').Identity} owner the script that started them
 * @property {import('./process-identity.mjs').Identity | undefined} [watchdog]
 * @property {readonly import('./process-identity.mjs').Entry[]} entries
 */

/** @param {string} folder the stack's folder */
export const processFile = (folder) => path.join(folder, 'processes.json');

/**
 * @param {string} folder
 * @returns {Processes | undefined}
 */
export function readProcesses(folder) {
  try {
    return JSON.parse(readFileSync(processFile(folder), 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {string} folder
 * @param {Processes} processes
 */
export function writeProcesses(folder, processes) {
  const file = processFile(folder);
  writeFileSync(`${file}.new`, JSON.stringify(processes, undefined, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** @param {string} folder */
export function forgetProcesses(folder) {
  rmSync(processFile(folder), { force: true });
}
