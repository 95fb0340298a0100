/** Where things lie. Nothing is written outside the project folder and the system's temp folder. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const LOCAL = path.resolve(ROOT, process.env.MERIDIAN_LOCAL ?? '.local');

/**
 * The folder that holds one stack's secrets, data and logs.
 * @param {string} name lower-case letters, digits and dashes
 */
export function stackFolder(name) {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw new Error(`a stack's name is lower-case letters, digits and dashes, not "${name}"`);
  return path.join(LOCAL, name);
}

/**
 * A folder of this checkout in the system's temp folder, for what another user id has to reach. Anybody can create files there, so a
 * folder that somebody else planted under our name is refused.
 */
export function sharedFolder() {
  const folder = path.join(tmpdir(), `meridian-${shortDigest(ROOT)}`);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== process.getuid())) {
    throw new Error(`${folder} belongs to somebody else; set TMPDIR to a folder of your own`);
  }
  return folder;
}

/**
 * Tells folders of the same name apart.
 * @param {string} folder
 */
export const shortDigest = (folder) => createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 12);

/**
 * Whether a module is the command that was typed, rather than imported by another.
 * @param {string} moduleUrl its `import.meta.url`
 */
export function isCommand(moduleUrl) {
  const typed = process.argv[1];
  return typed !== undefined && realpathSync(typed) === fileURLToPath(moduleUrl);
}
