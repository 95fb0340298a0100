import { Controller, Get, HttpException, Inject } from '@nestjs/common';

/** What readiness looks at; each answers true when it works. */
export interface Readiness {
  readonly checks: Readonly<Record<string, () => Promise<boolean>>>;
  draining: boolean;
}

export const READINESS = Symbol('READINESS');

/** `/livez`: the event loop turns. `/readyz`: the things this process needs answer, and it is not draining. */
@Controller()
export class HealthController {
  constructor(@Inject(READINESS) private readonly readiness: Readiness) {}

  @Get('livez')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('readyz')
  async ready(): Promise<Record<string, unknown>> {
    const entries = await Promise.all(
      Object.entries(this.readiness.checks).map(async ([name, check]) => [name, await check().catch(() => false)] as const),
    );
    const checks = Object.fromEntries(entries);
    const ready = !this.readiness.draining && entries.every(([, good]) => good);
    const body = { status: ready ? 'ready' : 'not-ready', draining: this.readiness.draining, checks };
    if (!ready) throw new HttpException(body, 503);
    return body;
  }
}
