import {
  address,
  base64Key,
  ConfigError,
  choice,
  flag,
  json,
  pem,
  port,
  readConfig,
  SERVICE_SHAPE,
  share,
  text,
  webAddress,
  whole,
} from './config';

const KEY = Buffer.alloc(32, 7).toString('base64');
const SOUND = {
  MERIDIAN_NATS_URL: 'nats://order:hunter2@127.0.0.1:4222',
  MERIDIAN_DATABASE_URL: 'postgres://meridian_order:hunter2@127.0.0.1/meridian',
  MERIDIAN_VAULT_KEY: KEY,
};

const faultOf = (environment: Record<string, string | undefined>, shape: Parameters<typeof readConfig>[1]): string => {
  try {
    readConfig(environment, shape);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('nothing was wrong');
};

it('reads a service’s environment, with what may be left out', () => {
  expect(readConfig({ ...SOUND, MERIDIAN_HTTP_PORT: '', MERIDIAN_MOVABLE_CLOCK: 'true', PATH: '/bin' }, SERVICE_SHAPE)).toEqual({
    ...SOUND,
    MERIDIAN_VAULT_KEY: Buffer.alloc(32, 7),
    MERIDIAN_HTTP_PORT: 0,
    MERIDIAN_HTTP_HOST: '127.0.0.1',
    MERIDIAN_LOG_LEVEL: 'info',
    MERIDIAN_MOVABLE_CLOCK: true,
    MERIDIAN_TRACE_EXPORTER: 'none',
    MERIDIAN_TRACE_OTLP_URL: 'http://127.0.0.1:4318/v1/traces',
    MERIDIAN_TRACE_RATIO: 0.05,
    MERIDIAN_SHARD: '01',
    MERIDIAN_HOSPITAL_ID: 'H45020000001',
  });
});

it('names every fault in one message, and no value', () => {
  const broken = {
    MERIDIAN_NATS_URL: 'hunter2',
    MERIDIAN_HTTP_PORT: 'hunter2',
    MERIDIAN_LOG_LEVEL: 'hunter2',
    MERIDIAN_VAULT_KEY: 'hunter2',
    MERIDIAN_MOVABLE_CLOCK: 'hunter2',
    MERIDIAN_TRACE_EXPORTER: 'hunter2',
    MERIDIAN_TRACE_OTLP_URL: 'hunter2',
    MERIDIAN_TRACE_RATIO: 'hunter2',
    MERIDIAN_SHARD: 'hunter2',
  };
  const fault = faultOf(broken, SERVICE_SHAPE);
  for (const name of [...Object.keys(broken), 'MERIDIAN_DATABASE_URL']) expect(fault).toContain(name);
  expect(fault).toContain('MERIDIAN_DATABASE_URL is missing');
  expect(fault).toContain('MERIDIAN_VAULT_KEY is not 32 bytes in base64');
  expect(fault).not.toContain('hunter2');
});

it.each([
  ['a port', port(), '65536'],
  ['a port', port(), '-1'],
  ['a number', whole(0, 100), '1.5'],
  ['a number', whole(0, 100), '1e1'],
  ['a number', whole(0, 100), '0x10'],
  ['a number', whole(0, 100), ' 7'],
  ['a share', share(), '1.5'],
  ['a share', share(), '5 %'],
  ['a share', share(), '1e-1'],
  ['a web address', webAddress(), 'ftp://collector/v1/traces'],
  ['a web address', webAddress(), 'collector:4318'],
  ['a flag', flag(), 'yes'],
  ['a choice', choice(['a', 'b']), 'c'],
  ['an address', address(), '//host/path'],
  ['a PEM block', pem(), 'MIIB'],
  ['a key', base64Key(16), KEY],
  ['JSON', json('a list', Array.isArray), '{'],
  ['JSON', json('a list', Array.isArray), '{}'],
])('refuses %s that is none', (_what, reader, value) => {
  expect(faultOf({ IT: value }, { IT: reader })).toMatch(/^configuration: IT is not /);
});

it('takes what fits', () => {
  const shape = {
    a: text(),
    b: whole(-5, 5),
    c: flag(),
    d: choice(['x']),
    e: json('a list', Array.isArray),
    f: pem(),
    g: text('fallback'),
  };
  const environment = { a: 'x', b: '-5', c: 'false', d: 'x', e: '[1]', f: '-----BEGIN KEY-----' };
  expect(readConfig(environment, shape)).toEqual({ a: 'x', b: -5, c: false, d: 'x', e: [1], f: '-----BEGIN KEY-----', g: 'fallback' });
});
