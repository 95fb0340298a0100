/**
 * Ports of a stack. Each stack claims a block of consecutive ports below the systems' ephemeral ranges (so no outgoing connection can take
 * one of them while an app is down) and holds the block's first port open as long as it lives: two stacks can never share a block.
 */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { PORT_NAMES } from './topology.mjs';

const FIRST = 20_000;
const LAST = 32_000;
export const BLOCK_SIZE = 40;
const BLOCKS = Math.floor((LAST - FIRST) / BLOCK_SIZE);

/**
 * @typedef {object} Ports
 * @property {number} block the first port of the block, held by this process
 * @property {(name: string) => number} port the port of a name in `PORT_NAMES`
 * @property {() => number} spare a port of the block that was not handed out yet
 * @property {() => void} release gives the block back
 */

/**
 * Claims a block. `MERIDIAN_PORT_<NAME>` (upper case, dashes as underscores) puts one name on a port of its own.
 * @param {number} [preferred] the block of this stack's last run, so that links stay the same
 * @returns {Promise<Ports>}
 */
export async function claimPorts(preferred) {
  for (const block of candidates(preferred)) {
    const holder = await listen(block);
    if (!holder) continue;
    if (await allFree(block)) return handOut(block, holder);
    holder.close();
  }
  throw new Error(`no ${BLOCK_SIZE} free ports in a row between ${FIRST} and ${LAST}`);
}

/**
 * @param {number} block
 * @param {import('node:net').Server} holder
 * @returns {Promise<Ports>}
 */
async function handOut(block, holder) {
  /** @type {Map<string, number>} */
  const chosen = new Map();
  for (const [index, name] of PORT_NAMES.entries()) {
    chosen.set(name, configuredPort(name) ?? block + 1 + index);
  }
  for (const name of PORT_NAMES) {
    const port = configuredPort(name);
    if (port !== undefined && !(await isFree(port))) {
      holder.close();
      throw new Error(`port ${port} is taken (${portVariable(name)} asks for it)`);
    }
  }
  let next = block + 1 + PORT_NAMES.length;
  return {
    block,
    port: (name) => {
      const port = chosen.get(name);
      if (port === undefined) throw new Error(`${name} has no port`);
      return port;
    },
    spare: () => {
      if (next >= block + BLOCK_SIZE) throw new Error(`a stack has no more than ${BLOCK_SIZE} ports`);
      return next++;
    },
    release: () => void holder.close(),
  };
}

/** @param {string} name */
export const portVariable = (name) => `MERIDIAN_PORT_${name.toUpperCase().replaceAll('-', '_')}`;

/** @param {string} name */
function configuredPort(name) {
  const text = process.env[portVariable(name)];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${portVariable(name)}=${text} is not a port`);
  return port;
}

/** @param {number | undefined} preferred */
function* candidates(preferred) {
  if (preferred !== undefined) yield preferred;
  const start = randomInt(BLOCKS);
  for (let i = 0; i < BLOCKS; i++) yield FIRST + ((start + i) % BLOCKS) * BLOCK_SIZE;
}

/** @param {number} block */
async function allFree(block) {
  for (let port = block + 1; port < block + BLOCK_SIZE; port++) if (!(await isFree(port))) return false;
  return true;
}

/** @param {number} port */
async function isFree(port) {
  const server = await listen(port);
  if (!server) return false;
  await new Promise((done) => server.close(done));
  return true;
}

/**
 * @param {number} port
 * @returns {Promise<import('node:net').Server | undefined>} undefined when the port is taken
 */
function listen(port) {
  return new Promise((done) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => done(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.unref();
      done(server);
    });
  });
}
