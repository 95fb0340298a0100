/** Installs the npm packages when they are missing or older than the lockfile. Built-ins only: nothing is installed yet. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isCommand, ROOT } from './paths.mjs';
import { run } from './run.mjs';

/**
 * A folder's packages are current when our mark holds the lockfile's digest, or when npm's own hidden lockfile is not older than the
 * lockfile (somebody ran npm by hand).
 * @param {string} folder it holds package-lock.json
 */
export function isInstalled(folder) {
  const lockfile = path.join(folder, 'package-lock.json');
  const mark = markOf(folder);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest(lockfile)) return true;
  const hidden = path.join(folder, 'node_modules/.package-lock.json');
  return existsSync(hidden) && statSync(hidden).mtimeMs >= statSync(lockfile).mtimeMs;
}

/**
 * `npm ci` where it is needed.
 * @param {string} [folder]
 * @param {readonly string[]} [options] more options for npm
 * @returns {Promise<boolean>} whether anything had to be installed
 */
export async function install(folder = ROOT, options = []) {
  if (isInstalled(folder)) return false;
  if ((await run('npm', ['ci', '--no-fund', '--no-audit', ...options], { cwd: folder })) !== 0) {
    throw new Error(`npm ci failed in ${folder}: see above. Meridian needs its packages from npm once; afterwards it runs offline.`);
  }
  writeFileSync(markOf(folder), digest(path.join(folder, 'package-lock.json')));
  return true;
}

/** @param {string} folder */
const markOf = (folder) => path.join(folder, 'node_modules/.meridian-installed');

/** @param {string} file */
const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

if (isCommand(import.meta.url)) void install();
