import { OpenSessionReply } from '@meridian/contracts/account/open-session.contract';
import { ListUnpaidReply } from '@meridian/contracts/order/list-unpaid.contract';
import { OrderReply } from '@meridian/contracts/order/order.message';
import { Clock } from '@meridian/kernel/clock';
import { Bus } from '@meridian/platform/bus/bus';
import { HealthController, READINESS, type Readiness } from '@meridian/platform/http/health.controller';
import type { Logger } from '@meridian/platform/logger';
import { Vault } from '@meridian/platform/vault';
import { Controller, type DynamicModule, Module, type Type, UseFilters } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, BaseExceptionFilter } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { ThrottlerModule } from '@nestjs/throttler';
import { Allow } from './auth/access';
import { AccessGuard } from './auth/access.guard';
import { TokenVerifier } from './auth/token-verifier';
import { Gateway } from './gateway';
import { BodyPipe, EmptyBody } from './http/body.pipe';
import { ProblemFilter } from './http/problem.filter';
import { RateGuard, type RateLimits, throttlerOptions } from './http/rate-limits';
import type { RouteTable } from './http/route-table';
import { CancelOrderController } from './routes/cancel-order.controller';
import { ChooseSelfPayController } from './routes/choose-self-pay.controller';
import { CreateOrderBody } from './routes/create-order.body';
import { CreateOrderController } from './routes/create-order.controller';
import { GetOrderController } from './routes/get-order.controller';
import { IssueTokenController } from './routes/issue-token.controller';
import { TokenForm, TokenReply } from './routes/issue-token.view';
import { ListOffersController } from './routes/list-offers.controller';
import { ListProblemsController } from './routes/list-problems.controller';
import { ListUnpaidController } from './routes/list-unpaid.controller';
import { OffersReply } from './routes/offers.view';
import { OpenSessionBody } from './routes/open-session.body';
import { OpenSessionController } from './routes/open-session.controller';
import { RefundOrderBody } from './routes/refund-order.body';
import { RefundOrderController } from './routes/refund-order.controller';
import { SettleOrderBody } from './routes/settle-order.body';
import { SettleOrderController } from './routes/settle-order.controller';

/** What a gateway needs from its process; tests give their own bus and clock. */
export interface GatewayParts {
  readonly gateway: Gateway;
  readonly bus: Bus;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly tokenPublicKeyPem: string;
  readonly limits: RateLimits;
  /** What this gateway has beside the shared routes. */
  readonly controllers: readonly Type[];
}

/** Health for probes: no token, and Nest's own answer so that a failed check can be read. */
@ApiExcludeController()
@Allow({ level: 'public' })
@UseFilters(BaseExceptionFilter)
@Controller()
class GatewayHealthController extends HealthController {}

const SHARED_ROUTES: readonly Type[] = [
  IssueTokenController,
  OpenSessionController,
  ListOffersController,
  ListUnpaidController,
  CreateOrderController,
  GetOrderController,
  SettleOrderController,
  CancelOrderController,
  ChooseSelfPayController,
  RefundOrderController,
];

/** Every class a shared route takes or gives, for the document. */
export const SHARED_MODELS = [
  TokenForm,
  TokenReply,
  OpenSessionBody,
  OpenSessionReply,
  OffersReply,
  ListUnpaidReply,
  CreateOrderBody,
  SettleOrderBody,
  EmptyBody,
  RefundOrderBody,
  OrderReply,
] as const;

@Module({})
class GatewayModule {}

export async function gatewayModule(parts: GatewayParts, routes: RouteTable): Promise<DynamicModule> {
  const { gateway, bus, vault, clock, logger, readiness, tokenPublicKeyPem, limits } = parts;
  return {
    module: GatewayModule,
    imports: [ThrottlerModule.forRoot(throttlerOptions(limits))],
    controllers: [GatewayHealthController, ListProblemsController, ...SHARED_ROUTES, ...parts.controllers],
    providers: [
      { provide: Gateway, useValue: gateway },
      { provide: Bus, useValue: bus },
      { provide: Vault, useValue: vault },
      { provide: Clock, useValue: clock },
      { provide: READINESS, useValue: readiness },
      { provide: TokenVerifier, useValue: await TokenVerifier.create(tokenPublicKeyPem, gateway, clock) },
      { provide: APP_FILTER, useValue: new ProblemFilter(routes, logger) },
      // In this order: who asks, then how often.
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_GUARD, useClass: RateGuard },
      { provide: APP_PIPE, useClass: BodyPipe },
    ],
  };
}
