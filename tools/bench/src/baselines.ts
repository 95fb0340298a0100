import { constants, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { connect } from 'nats';
import { Client } from 'pg';
import { cpuTimes } from './cpu';
import { realNow } from './settle';
import type { World } from './world';

/** What the bare servers and the bare processor do here and now, in the same run. Client and server share the machine, as they do in a row. */
export interface Baselines {
  readonly commits: Rate & { readonly connections: number };
  readonly requestReply: Rate;
  readonly signsPerCpuSecond: { readonly rsa2048: number; readonly ed25519: number };
  readonly verifiesPerCpuSecond: { readonly rsa2048: number; readonly ed25519: number };
}

export interface Rate {
  readonly perSecond: number;
  /** By the client's CPU and the server's together, as a settlement is counted. */
  readonly perCpuSecond: number;
  readonly clientMs: number;
  readonly serverMs: number;
}

interface Load {
  readonly server: 'postgres' | 'nats';
  readonly clients: number;
  readonly seconds: number;
  readonly once: (client: number) => Promise<unknown>;
}

const REQUESTS_AT_ONCE = 64;

export async function measureBaselines(world: World, connections: number, seconds: number): Promise<Baselines> {
  return {
    commits: { ...(await commits(world, connections, seconds)), connections },
    requestReply: await requestReply(world, seconds),
    ...cryptography(),
  };
}

/** Every client asks again as soon as it is answered. */
async function rateOf(world: World, { server, clients, seconds, once }: Load): Promise<Rate> {
  let count = 0;
  const runUntil = (end: number): Promise<unknown> =>
    Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (; realNow() < end; count += 1) await once(client);
      }),
    );
  await runUntil(realNow() + 1000); // warm
  count = 0;
  const [before, own, at] = [cpuTimes(world.stack.pids), process.cpuUsage(), realNow()];
  await runUntil(at + seconds * 1000);
  const [after, used, took] = [cpuTimes(world.stack.pids), process.cpuUsage(own), (realNow() - at) / 1000];
  const serverMs = (after[server] ?? 0) - (before[server] ?? 0);
  const clientMs = (used.user + used.system) / 1000;
  return {
    perSecond: count / took,
    perCpuSecond: (count / (serverMs + clientMs)) * 1000,
    clientMs: clientMs / count,
    serverMs: serverMs / count,
  };
}

/** The superuser's URL by the way the services take to the server: through its Unix socket where they do. */
function asServicesConnect({ stack }: World): string {
  const url = new URL(stack.superuserUrl);
  const socket = new URL(stack.databaseUrl('order')).searchParams.get('host');
  if (socket !== null) url.searchParams.set('host', socket);
  return url.href;
}

/** One row of about 500 bytes a transaction, each durable before it is answered. */
async function commits(world: World, connections: number, seconds: number): Promise<Rate> {
  const connectionString = asServicesConnect(world);
  const clients = Array.from({ length: connections }, () => new Client({ connectionString }));
  await Promise.all(clients.map((client) => client.connect()));
  const [first] = clients;
  try {
    await first?.query('CREATE TABLE public.bench_commit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)');
    const insert = { name: 'bench-commit', text: 'INSERT INTO public.bench_commit (body) VALUES ($1)', values: ['x'.repeat(500)] };
    const once = async (client: number): Promise<unknown> => clients[client]?.query(insert);
    return await rateOf(world, { server: 'postgres', clients: connections, seconds, once });
  } finally {
    await first?.query('DROP TABLE IF EXISTS public.bench_commit');
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** Two connections of this process through the broker; about 180 bytes each way. */
async function requestReply(world: World, seconds: number): Promise<Rate> {
  const { serverAt } = await import('@meridian/dev/nats');
  const [asker, answerer] = await Promise.all([
    connect(serverAt(world.stack.natsUrl('admin'))),
    connect(serverAt(world.stack.natsUrl('admin'))),
  ]);
  const body = Buffer.from(JSON.stringify({ text: 'x'.repeat(168) }));
  try {
    answerer.subscribe('bench.echo', { callback: (_error, message) => void message.respond(message.data) });
    await answerer.flush();
    const once = (): Promise<unknown> => asker.request('bench.echo', body, { timeout: 5_000 });
    return await rateOf(world, { server: 'nats', clients: REQUESTS_AT_ONCE, seconds, once });
  } finally {
    await Promise.all([asker.close(), answerer.close()]);
  }
}

/** The signature of a request of about a thousand bytes, as channels and tokens need it. */
function cryptography(): Pick<Baselines, 'signsPerCpuSecond' | 'verifiesPerCpuSecond'> {
  const text = Buffer.alloc(1000, 'x');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ed = generateKeyPairSync('ed25519');
  const padded = (key: KeyObject) => ({ key, padding: constants.RSA_PKCS1_PADDING });
  const rsaSignature = sign('sha256', text, padded(rsa.privateKey));
  const edSignature = sign(null, text, ed.privateKey);
  return {
    signsPerCpuSecond: {
      rsa2048: perCpuSecond(() => sign('sha256', text, padded(rsa.privateKey))),
      ed25519: perCpuSecond(() => sign(null, text, ed.privateKey)),
    },
    verifiesPerCpuSecond: {
      rsa2048: perCpuSecond(() => verify('sha256', text, padded(rsa.publicKey), rsaSignature)),
      ed25519: perCpuSecond(() => verify(null, text, ed.publicKey, edSignature)),
    },
  };
}

function perCpuSecond(work: () => unknown): number {
  const before = process.cpuUsage();
  let count = 0;
  for (;;) {
    for (let index = 0; index < 50; index += 1) work();
    count += 50;
    const { user, system } = process.cpuUsage(before);
    if (user + system > 500_000) return (count * 1_000_000) / (user + system);
  }
}
