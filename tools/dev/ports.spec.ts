import { createServer, type Server } from 'node:net';
import { BLOCK_SIZE, claimPorts, type Ports, portVariable } from './ports.mjs';
import { PORT_NAMES } from './topology.mjs';

describe('ports', () => {
  const claimed: Ports[] = [];
  const servers: Server[] = [];
  const claim = async (preferred?: number): Promise<Ports> => {
    const ports = await claimPorts(preferred);
    claimed.push(ports);
    return ports;
  };
  afterEach(async () => {
    for (const ports of claimed.splice(0)) ports.release();
    for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
    delete process.env[portVariable('gateway-app')];
  });

  it('gives every name a port of its own, inside the block', async () => {
    const ports = await claim();
    const all = PORT_NAMES.map((name) => ports.port(name));
    expect(new Set(all).size).toBe(PORT_NAMES.length);
    for (const port of all) expect(port > ports.block && port < ports.block + BLOCK_SIZE).toBe(true);
    expect(all).not.toContain(ports.spare());
  });

  it('never gives two stacks the same block, whichever they prefer', async () => {
    const first = await claim();
    const second = await claim(first.block);
    expect(second.block).not.toBe(first.block);
  });

  it('gives a released block again', async () => {
    const first = await claimPorts();
    first.release();
    expect((await claim(first.block)).block).toBe(first.block);
  });

  it('passes over a block in which somebody else holds a port', async () => {
    const { block, release } = await claimPorts();
    release();
    const stranger = createServer();
    servers.push(stranger);
    await new Promise<void>((done) => stranger.listen(block + 7, '127.0.0.1', done));
    expect((await claim(block)).block).not.toBe(block);
  });

  it('obeys a configured port, and says which variable asks for a taken one', async () => {
    const free = (await claim()).spare();
    process.env[portVariable('gateway-app')] = String(free);
    expect((await claim()).port('gateway-app')).toBe(free);
    const stranger = createServer();
    servers.push(stranger);
    await new Promise<void>((done) => stranger.listen(free, '127.0.0.1', done));
    await expect(claimPorts()).rejects.toThrow('MERIDIAN_PORT_GATEWAY_APP');
  });
});
