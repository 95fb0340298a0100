/**
 * Typed reading of the environment. Each process calls `readConfig` once, in its own config.ts, and stops with one message
 * that names every missing or malformed variable; secrets are never printed.
 */
export interface Reader<T> {
  parse(text: string): T;
  readonly expected: string;
  readonly fallback?: T;
}

const reader = <T>(expected: string, parse: (text: string) => T, fallback?: T): Reader<T> =>
  fallback === undefined ? { expected, parse } : { expected, parse, fallback };

const fail = (): never => {
  throw new RangeError();
};

export const text = (fallback?: string): Reader<string> => reader('a text', (value) => value || fail(), fallback);
export const shaped = (expected: string, form: RegExp, fallback?: string): Reader<string> =>
  reader(expected, (value) => (form.test(value) ? value : fail()), fallback);
export const whole = (min: number, max: number, fallback?: number): Reader<number> =>
  reader(
    `a whole number from ${min} to ${max}`,
    (value) => {
      const number = /^-?\d{1,15}$/.test(value) ? Number(value) : fail();
      return number >= min && number <= max ? number : fail();
    },
    fallback,
  );
/** A share, such as `0.05`. */
export const share = (fallback?: number): Reader<number> =>
  reader(
    'a share from 0 to 1, such as 0.05',
    (value) => (/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/.test(value) ? Number(value) : fail()),
    fallback,
  );
export const port = (fallback?: number): Reader<number> => whole(0, 65_535, fallback);
export const flag = (fallback?: boolean): Reader<boolean> =>
  reader('true or false', (value) => (value === 'true' ? true : value === 'false' ? false : fail()), fallback);
export const choice = <const T extends string>(values: readonly T[], fallback?: NoInfer<T>): Reader<T> =>
  reader(`one of ${values.join(', ')}`, (value) => values.find((one) => one === value) ?? fail(), fallback);
export const address = (fallback?: string): Reader<string> =>
  reader('an absolute address', (value) => (URL.canParse(value) ? value : fail()), fallback);
export const webAddress = (fallback?: string): Reader<string> =>
  reader('an address of http or https', (value) => (/^https?:$/.test(new URL(value).protocol) ? value : fail()), fallback);
export const pem = (): Reader<string> => reader('a PEM block', (value) => (value.includes('-----BEGIN ') ? value : fail()));
export const base64Key = (bytes: number): Reader<Buffer> =>
  reader(`${bytes} bytes in base64`, (value) => {
    const key = Buffer.from(value, 'base64');
    return key.length === bytes ? key : fail();
  });
export const json = <T>(expected: string, check: (value: unknown) => value is T): Reader<T> =>
  reader(expected, (value) => {
    const parsed: unknown = JSON.parse(value);
    return check(parsed) ? parsed : fail();
  });

type Values<Shape> = { readonly [K in keyof Shape]: Shape[K] extends Reader<infer T> ? T : never };

export class ConfigError extends Error {}

/** @param shape variable name → reader. @throws ConfigError naming each fault, never a value. */
export function readConfig<Shape extends Record<string, Reader<unknown>>>(
  environment: Readonly<Record<string, string | undefined>>,
  shape: Shape,
): Values<Shape> {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(shape)) {
    const raw = environment[name];
    if (raw === undefined || raw === '') {
      if ('fallback' in one) values[name] = one.fallback;
      else faults.push(`${name} is missing (${one.expected})`);
      continue;
    }
    try {
      values[name] = one.parse(raw);
    } catch {
      faults.push(`${name} is not ${one.expected}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(`configuration: ${faults.join('; ')}`);
  return values as Values<Shape>;
}

/** What every Meridian process reads. */
export const PROCESS_SHAPE = {
  MERIDIAN_NATS_URL: address(),
  MERIDIAN_HTTP_PORT: port(0),
  MERIDIAN_HTTP_HOST: text('127.0.0.1'),
  MERIDIAN_LOG_LEVEL: choice(['silent', 'error', 'warn', 'info', 'debug'], 'info'),
  MERIDIAN_VAULT_KEY: base64Key(32),
  MERIDIAN_MOVABLE_CLOCK: flag(false),
  /** Where spans go: nowhere, or to a collector that takes OTLP over HTTP. */
  MERIDIAN_TRACE_EXPORTER: choice(['none', 'otlp'], 'none'),
  MERIDIAN_TRACE_OTLP_URL: webAddress('http://127.0.0.1:4318/v1/traces'),
  /** The share of traces that is exported; failed and unknown calls are exported always. */
  MERIDIAN_TRACE_RATIO: share(0.05),
} as const;

/** What every service reads besides. */
export const SERVICE_SHAPE = {
  ...PROCESS_SHAPE,
  MERIDIAN_DATABASE_URL: address(),
  // The first two characters of every number given to the outside (kernel/ids).
  MERIDIAN_SHARD: shaped('two base32 characters', /^[0-9A-HJKMNP-TV-Z]{2}$/, '01'),
  MERIDIAN_HOSPITAL_ID: text('H45020000001'),
} as const;

export type ProcessConfig = Values<typeof PROCESS_SHAPE>;
export type ServiceConfig = Values<typeof SERVICE_SHAPE>;
