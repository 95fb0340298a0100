import { Controller, Get, Header, Inject } from '@nestjs/common';
import { register } from 'prom-client';
import type { MetricsPage } from '../observe/metrics';

export const METRICS_PAGE = Symbol('METRICS_PAGE');

/** `/metrics` for Prometheus, on a port that only this house reaches: services have no other, gateways have one beside their public one. */
@Controller()
export class MetricsController {
  constructor(@Inject(METRICS_PAGE) private readonly page: MetricsPage) {}

  @Get('metrics')
  @Header('content-type', register.contentType)
  metrics(): Promise<string> {
    return this.page.text();
  }
}
