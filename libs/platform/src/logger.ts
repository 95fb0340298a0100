import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { currentTraceId } from './trace';

export type { Logger } from 'pino';

const PERSONAL = ['name', 'idNo', 'certno', 'psn_name', 'mdtrt_cert_no', 'openid', 'phone'];
const SECRET = ['authorization', 'secret', 'password', 'token', 'cookie'];
const CENSORED = new Set([...PERSONAL, ...SECRET]);
const CENSOR_DEPTH = 5;

/** An ID card number hides wherever it stands in a line, error texts included: area, birth date, sequence, check character. */
const ID_NUMBER = /(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)/g;

/**
 * One JSON line a request or event. Bodies are never logged; the redaction below is the second net, for members that
 * could hold personal data or secrets; what lies deeper than five levels is left out.
 */
export function createLogger(app: string, level: string, to?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { app },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const traceId = currentTraceId();
      return traceId ? { traceId } : {};
    },
    // By hand: the paths of pino's own redaction cost a request more than its answer does.
    formatters: { log: (line) => censored(line, CENSOR_DEPTH) as Record<string, unknown> },
    serializers: { err: errorLine },
    hooks: { streamWrite: (line) => line.replace(ID_NUMBER, '***') },
  };
  return to === undefined ? pino(options) : pino(options, to);
}

function censored(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || 'toJSON' in value) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.map((one) => censored(one, depth - 1));
  const shown: Record<string, unknown> = {};
  for (const [member, one] of Object.entries(value)) shown[member] = CENSORED.has(member) ? '***' : censored(one, depth - 1);
  return shown;
}

/**
 * An error without its data members: a database error's `detail` or `parameters` may quote a row. What JSON.parse says quotes the text
 * it could not read, and a stack begins with the message.
 */
function errorLine(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: 'a thrown value that is no Error' };
  const code = (error as { code?: unknown }).code;
  const message = error.name === 'SyntaxError' ? 'a text that cannot be read' : error.message;
  return { type: error.name, message, ...(typeof code === 'string' ? { code } : {}), stack: framesOf(error.stack) };
}

const framesOf = (stack: string | undefined): string | undefined =>
  stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');

/** Nest's own lines through the same logger; its start-up chatter stays at debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    if (message instanceof Error) this.logger.error({ context, err: message }, 'failed');
    else this.logger.error({ context, stack: framesOf(stack) }, String(message));
  }
}
