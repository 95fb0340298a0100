import { Allow } from '@meridian/gateway-kit/auth/access';
import { BodyPipe } from '@meridian/gateway-kit/http/body.pipe';
import type { ProblemFilter } from '@meridian/gateway-kit/http/problem.filter';
import { ListProblemsController } from '@meridian/gateway-kit/routes/list-problems.controller';
import { Clock } from '@meridian/kernel/clock';
import { Bus } from '@meridian/platform/bus/bus';
import { HealthController, READINESS, type Readiness } from '@meridian/platform/http/health.controller';
import type { Logger } from '@meridian/platform/logger';
import { Controller, type DynamicModule, Module, UseFilters } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, BaseExceptionFilter } from '@nestjs/core';
import { LoginThrottle } from './access/login-throttle';
import type { Operator } from './access/operator';
import { Operators } from './access/operators';
import { SessionGuard } from './access/session.guard';
import { SessionCookie } from './access/session-cookie';
import { SessionTokens } from './access/session-tokens';
import { SignIn } from './access/sign-in';
import { AuditLog } from './audit-log';
import { Hospital } from './hospital';
import { CheckDayController } from './routes/check-day.controller';
import { GetOrderController } from './routes/get-order.controller';
import { GetTotalsController } from './routes/get-totals.controller';
import { GetTrialBalanceController } from './routes/get-trial-balance.controller';
import { ListCasesController } from './routes/list-cases.controller';
import { ListOrdersController } from './routes/list-orders.controller';
import { OpenSessionController } from './routes/open-session.controller';
import { ResolveCaseController } from './routes/resolve-case.controller';

/** What the console needs from its process; tests give their own bus and clock. */
export interface ConsoleParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly readiness: Readiness;
  /** Whose books the balances are of. */
  readonly hospitalId: string;
  readonly operators: readonly Operator[];
  /** 32 bytes. */
  readonly sessionKey: Buffer;
  readonly https: boolean;
}

/** For probes: no session, and Nest's own answer so that a failed check can be read. */
@Allow({ level: 'public' })
@UseFilters(BaseExceptionFilter)
@Controller()
class ConsoleHealthController extends HealthController {}

@Module({})
class ConsoleModule {}

export function consoleModule(parts: ConsoleParts, filter: ProblemFilter): DynamicModule {
  const operators = new Operators(parts.operators);
  const audit = new AuditLog(parts.logger);
  return {
    module: ConsoleModule,
    controllers: [
      ConsoleHealthController,
      ListProblemsController,
      OpenSessionController,
      ListOrdersController,
      GetOrderController,
      ListCasesController,
      ResolveCaseController,
      GetTotalsController,
      CheckDayController,
      GetTrialBalanceController,
    ],
    providers: [
      { provide: Bus, useValue: parts.bus },
      { provide: Clock, useValue: parts.clock },
      { provide: READINESS, useValue: parts.readiness },
      { provide: Hospital, useValue: new Hospital(parts.hospitalId) },
      { provide: AuditLog, useValue: audit },
      { provide: Operators, useValue: operators },
      { provide: SignIn, useValue: new SignIn(operators, new LoginThrottle(parts.clock), audit) },
      { provide: SessionTokens, useValue: new SessionTokens(parts.sessionKey, parts.clock) },
      { provide: SessionCookie, useValue: new SessionCookie(parts.https) },
      { provide: APP_FILTER, useValue: filter },
      { provide: APP_GUARD, useClass: SessionGuard },
      { provide: APP_PIPE, useClass: BodyPipe },
    ],
  };
}
