/** A PostgreSQL server of our own, from npm: passwords only (SCRAM), durable, its data in the stack's folder. */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { sharedFolder, shortDigest } from './paths.mjs';
import { postgresBinaries, serverUser } from './postgres-binaries.mjs';
import { socketFolder } from './postgres-sockets.mjs';

const SUPERUSER = 'postgres';
const execute = promisify(execFile);

/** Everything a commit needs stays on; the rest suits a small machine with a dozen processes and their pools. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  max_connections: '300',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** @param {Record<string, string>} settings */
const flags = (settings) => Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/**
 * @typedef {object} PostgresServer
 * @property {string} url of the superuser, database `postgres`
 * @property {boolean} ours whether this tooling started it
 * @property {string} [sockets] the folder of its Unix socket
 */

/**
 * Starts the stack's own server and waits until it answers.
 * @param {import('./process-table.mjs').ProcessTable} table
 * @param {{ folder: string, port: number, password: string, settings?: Record<string, string> }} options settings to add or change
 * @returns {Promise<PostgresServer>}
 */
export async function startPostgres(table, { folder, port, password, settings = {} }) {
  const bin = postgresBinaries();
  const data = dataFolder(folder);
  forgetOrphan(data, folder, password);
  if (!existsSync(path.join(data, 'PG_VERSION'))) await initialise(bin, data, password);
  checkVersion(bin, data);
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
  const sockets = socketFolder(folder);
  await table.start({
    name: 'postgres',
    command: path.join(bin, 'postgres'),
    args: ['-D', data, '-p', String(port), ...flags({ ...SETTINGS, unix_socket_directories: sockets ?? '', ...settings })],
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
    ...serverUser(),
    stopSignal: 'SIGINT', // PostgreSQL's "fast" shutdown
    stage: 0,
    // After kill -9 the old server's sessions may need a moment to notice.
    retryWhen: /pre-existing shared memory block/,
    ready: () => answers(url, data),
  });
  return { url, ours: true, ...(sockets === undefined ? {} : { sockets }) };
}

/**
 * The stack's folder where the server's user can reach it, else a folder of this checkout in the temp folder.
 * @param {string} folder
 */
export function dataFolder(folder) {
  const user = serverUser();
  const reach = spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...user, stdio: 'ignore' });
  const parent = user.uid === undefined || reach.status === 0 ? folder : path.join(sharedFolder(), shortDigest(folder));
  return path.join(parent, 'postgres');
}

/**
 * @param {string} bin
 * @param {string} data
 * @param {string} password the superuser's
 */
async function initialise(bin, data, password) {
  const user = serverUser();
  rmSync(data, { recursive: true, force: true }); // what an interrupted initdb left
  mkdirSync(path.dirname(data), { recursive: true, mode: 0o711 });
  mkdirSync(data, { mode: 0o700 });
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined) for (const file of [data, passwordFile]) chownSync(file, user.uid, user.gid);
  const args = ['-D', data, '-U', SUPERUSER, '--pwfile', passwordFile, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
  try {
    // Not in step with this script: on a busy disk it takes seconds, in which other connections would run into their timeouts.
    await execute(path.join(bin, 'initdb'), [...args, '--no-instructions'], {
      ...user,
      cwd: tmpdir(),
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(markOf(data), digest(password), { mode: 0o600 });
}

/**
 * Data in the temp folder outlives a checkout that was deleted. Made again at the same place, it has new secrets: what the old ones locked
 * is lost to everybody.
 * @param {string} data
 * @param {string} folder the stack's
 * @param {string} password
 */
function forgetOrphan(data, folder, password) {
  const outside = !data.startsWith(folder + path.sep);
  if (!outside || !existsSync(data)) return;
  if (existsSync(markOf(data)) && readFileSync(markOf(data), 'utf8') === digest(password)) return;
  rmSync(data, { recursive: true });
}

/** @param {string} data */
const markOf = (data) => `${data}.made-with`;

/** @param {string} text */
const digest = (text) => createHash('sha256').update(text).digest('hex');

/**
 * @param {string} bin
 * @param {string} data
 */
function checkVersion(bin, data) {
  const { stdout } = spawnSync(path.join(bin, 'postgres'), ['--version'], { ...serverUser(), encoding: 'utf8', cwd: tmpdir() });
  const major = /(\d+)/.exec(stdout)?.[1];
  const written = readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim();
  if (written !== major) throw new Error(`${data} was written by PostgreSQL ${written}, this is ${major}. Dump it or delete the folder.`);
}

/**
 * @param {string} url
 * @param {string} data
 */
async function answers(url, data) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch (error) {
    const refused = /** @type {{ code?: string }} */ (error).code === '28P01';
    if (refused) throw new Error(`${data} was made with other secrets: delete it, or bring its secrets.json back`);
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Takes a server that somebody named instead of starting one, and says what is unsafe about it.
 * @param {string} url of a role that may create roles and databases
 * @param {(line: string) => void} print
 * @returns {Promise<PostgresServer>}
 */
export async function namedPostgres(url, print) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect().catch((error) => {
    throw new Error(`DATABASE_URL does not answer: ${error.message}`);
  });
  try {
    const { rows } = await client.query(`select name, setting from pg_settings
      where name in ('server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit', 'max_connections')`);
    /** @type {Record<string, string>} */
    const found = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    for (const warning of doubts(found)) print(`WARNING: the PostgreSQL of DATABASE_URL ${warning}`);
  } finally {
    await client.end();
  }
  return { url, ours: false };
}

/**
 * @param {Record<string, string>} found settings of a server, as pg_settings gives them
 * @returns {string[]}
 */
export function doubts(found) {
  const warnings = [];
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    if (found[name] === 'off') warnings.push(`has ${name} off: a crash loses committed money`);
  }
  if (Number(found.server_version_num) < 150_000) warnings.push(`is version ${found.server_version_num}; 15 is the oldest supported`);
  if (Number(found.max_connections) < 150) warnings.push(`allows only ${found.max_connections} connections; all services together use 150`);
  return warnings;
}
