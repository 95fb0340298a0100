import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { SandboxConfig, SandboxPorts, SandboxSecrets } from './config';
import { buildAdmin } from './frame/admin';
import { SandboxClock } from './frame/clock';
import { Faults, PARTY_NAMES } from './frame/faults';
import { Numbers } from './frame/numbers';
import type { Party, PartyDeps } from './frame/party';
import { buildParty } from './frame/party-server';

/** How each party is made; a party left out is not played and its port stays closed. */
export type PartyMakers = { readonly [Name in keyof SandboxSecrets]?: (deps: PartyDeps<SandboxSecrets[Name]>) => Party };

export interface RunningSandbox {
  /** The ports really taken; 0 for a party that is not played. */
  readonly ports: SandboxPorts;
  readonly clock: SandboxClock;
  readonly faults: Faults;
  close(): Promise<void>;
}

/** Starts the parties and the admin API, each on its own port. A test may hand in a clock that stands still. */
export async function startSandbox(config: SandboxConfig, makers: PartyMakers, clock = new SandboxClock()): Promise<RunningSandbox> {
  const faults = new Faults();
  const make = <Name extends keyof SandboxSecrets>(name: Name): Party[] => {
    const maker = makers[name];
    return maker ? [maker({ clock, faults, numbers: new Numbers(`${config.seed}:${name}`), secrets: config.secrets[name] })] : [];
  };
  const parties = PARTY_NAMES.flatMap((name) => make(name));

  const servers: FastifyInstance[] = [];
  const ports = { admin: 0, wechat: 0, insurance: 0, his: 0 };
  const listen = async (name: keyof SandboxPorts, server: FastifyInstance): Promise<void> => {
    servers.push(server);
    await server.listen({ host: config.host, port: config.ports[name] });
    ports[name] = (server.server.address() as AddressInfo).port;
  };
  const close = async (): Promise<void> => {
    for (const party of parties) party.reset();
    clock.stop();
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    for (const party of parties) await listen(party.name, buildParty({ party, clock, faults }));
    await listen('admin', buildAdmin({ clock, faults, parties }));
  } catch (error) {
    await close();
    throw error;
  }
  return { ports, clock, faults, close };
}
