import { METRICS_SHAPE } from '@meridian/gateway-kit/gateway-config';
import { base64Key, flag, json, PROCESS_SHAPE, readConfig as read, text } from '@meridian/platform/config';
import { areOperators } from './access/operator';

// The console never opens a sealed text, so it is not given the vault's key.
const { MERIDIAN_VAULT_KEY: _notOurs, ...PROCESS } = PROCESS_SHAPE;

const CONSOLE_SHAPE = {
  ...PROCESS,
  ...METRICS_SHAPE,
  MERIDIAN_HOSPITAL_ID: text('H45020000001'),
  MERIDIAN_CONSOLE_OPERATORS: json('a JSON list of {operatorId, name, secretHash}, each operator once', areOperators),
  MERIDIAN_CONSOLE_SESSION_KEY: base64Key(32),
  /** True where the page is reached by HTTPS: the cookie is then never sent in the clear. */
  MERIDIAN_CONSOLE_HTTPS: flag(false),
} as const;

/** @throws ConfigError naming what is missing or malformed, never a value. */
export const readConfig = () => read(process.env, CONSOLE_SHAPE);

export type ConsoleConfig = ReturnType<typeof readConfig>;
