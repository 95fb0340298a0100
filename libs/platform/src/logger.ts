import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { currentTrace, traceIdOf } from './trace';

export type { Logger } from 'pino';

/**
 * One JSON line a request or event. Bodies are never logged; the redaction below is the second net, for members that
 * could hold personal data or secrets.
 */
export function createLogger(app: string, level: string): Logger {
  return pino({
    level,
    base: { app },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const traceId = traceIdOf(currentTrace());
      return traceId ? { traceId } : {};
    },
    redact: {
      paths: [
        'name',
        'idNo',
        'certno',
        'psn_name',
        'mdtrt_cert_no',
        'openid',
        'authorization',
        'secret',
        'password',
        'token',
        '*.name',
        '*.idNo',
        '*.secret',
        '*.token',
      ],
      censor: '***',
    },
    serializers: { err: errorLine },
  });
}

/** An error without its data members: a database error's `detail` or `parameters` may quote a row. */
function errorLine(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: 'a thrown value that is no Error' };
  const code = (error as { code?: unknown }).code;
  return { type: error.name, message: error.message, ...(typeof code === 'string' ? { code } : {}), stack: error.stack };
}

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
    this.logger.error({ context, stack }, String(message));
  }
}
