import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { environmentOf, type Place, sandboxSecrets } from './environment.mjs';
import { brokerConfig, permissionsOf } from './nats-config.mjs';
import { ROOT } from './paths.mjs';
import { generateSecrets, type Secrets } from './secrets.mjs';
import { gateways, PORT_NAMES, processes, services } from './topology.mjs';

const place: Place = {
  httpHost: '127.0.0.1',
  port: (name) => PORT_NAMES.indexOf(name) + 1,
  url: (name) => `http://${name}`,
  natsUrl: (user) => `nats://${user}`,
  databaseUrl: (service) => `postgres://${service}`,
  sandboxSecretsFile: '/secrets',
  sandboxSeed: '1',
  logLevel: 'info',
};

/** What an app's variables may be read in: its own configuration and the shapes it takes from the libraries. */
function configSources(app: string): string {
  const folders = ['platform', 'gateway-kit'].map((library) => path.join(ROOT, 'libs', library, 'src'));
  const shared = folders.flatMap((folder) =>
    readdirSync(folder).flatMap((file) => (file.endsWith('config.ts') ? [path.join(folder, file)] : [])),
  );
  return [path.join(ROOT, `apps/${app}/src/config.ts`), ...shared].map((file) => readFileSync(file, 'utf8')).join('\n');
}

/** The services whose contracts an app's code names, tests left out. */
function askedIn(app: string): string[] {
  const folder = path.join(ROOT, `apps/${app}/src`);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(?!.*(testing|spec|itest)).*\.ts$/.test(file),
  );
  const text = sources.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
  return [...text.matchAll(/@meridian\/contracts\/([a-z-]+)\/[a-z-]+\.contract'/g)]
    .flatMap(([, service]) => service ?? [])
    .filter((each) => services.includes(each));
}

describe('topology', () => {
  let secrets: Secrets;
  beforeAll(async () => {
    secrets = await generateSecrets();
  });

  it('names each app once, and asks only services that exist', () => {
    expect(new Set(processes.map(({ app }) => app)).size).toBe(processes.length);
    for (const { app, asks } of processes) {
      for (const asked of asks) expect(services).toContain(asked);
      expect(asks).not.toContain(app);
    }
  });

  it.each(services)('lets %s serve and publish its own subjects only', (service) => {
    const { publish, subscribe } = permissionsOf(service);
    for (const other of services.filter((each) => each !== service)) {
      expect(publish.allow).not.toContain(`fact.${other}.>`);
      expect(subscribe.allow).not.toContain(`${other}.>`);
    }
    expect(publish.allow).toContain(`fact.${service}.>`);
    expect(subscribe.allow).toEqual(expect.arrayContaining([`${service}.>`, `_INBOX_${service}.>`]));
  });

  it.each(gateways)('lets %s ask, and neither publish a fact nor touch JetStream', (gateway) => {
    const { publish, ...rest } = permissionsOf(gateway);
    expect(publish.allow.filter((subject) => /^(fact|\$JS)/.test(subject))).toEqual([]);
    expect(rest).not.toHaveProperty('allow_responses');
  });

  it('lets only the console move the clock', () => {
    const movers = processes.filter(({ app }) => permissionsOf(app).publish.allow.includes('platform.clock.v1'));
    expect(movers.map(({ app }) => app)).toEqual(['gateway-console']);
  });

  it('gives every process but the sandbox a broker user with a password', () => {
    const { authorization, jetstream } = JSON.parse(
      brokerConfig({ name: 'x', host: 'h', port: 1, monitorPort: 2, storeFolder: '/s', version: '2.14.0', passwords: secrets.nats }),
    );
    expect(authorization.users).toHaveLength(processes.length);
    for (const { password } of authorization.users) expect(password).toMatch(/^.{32}$/);
    expect(jetstream.sync_interval).toBe('always');
  });

  it('tells the sandbox none of our private keys', () => {
    expect(JSON.stringify(sandboxSecrets(secrets))).not.toContain(JSON.stringify(secrets.wechat.merchantPrivateKeyPem).slice(1, -1));
  });

  it.each(processes.filter(({ app }) => existsSync(path.join(ROOT, `apps/${app}/src`))))(
    'lets $app ask whom its code asks',
    ({ app, asks }) => {
      expect(askedIn(app).filter((asked) => asked !== app && !asks.includes(asked))).toEqual([]);
    },
  );

  // An app that is not written yet has no configuration to hold against its variables.
  const written = processes.filter(({ app }) => existsSync(path.join(ROOT, `apps/${app}/src/config.ts`)));
  it.each(written)('gives $app no variable that its configuration does not read', ({ app }) => {
    const text = configSources(app);
    const unread = Object.keys(environmentOf(app, place, secrets)).filter((variable) => !text.includes(variable));
    expect(unread).toEqual([]);
  });
});
