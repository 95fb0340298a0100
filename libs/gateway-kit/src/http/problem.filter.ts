import type { Code } from '@meridian/contracts/codes';
import type { Logger } from '@meridian/platform/logger';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HTTP_STATUS } from './http-status';
import { CONTENT_LANGUAGE, languageOf } from './language';
import { type FailureConfig, problemForm, problemOf } from './problem';
import { RefusalException } from './refusal.exception';
import { requestTraceId } from './request-hooks';
import type { RouteTable } from './route-table';

/** What Fastify and Nest refuse by themselves, by status. Anything else of theirs is a fault of ours. */
const BY_STATUS: Readonly<Record<number, Code>> = {
  400: 'REQUEST_MALFORMED',
  404: 'ROUTE_UNKNOWN',
  413: 'REQUEST_TOO_LARGE',
  415: 'MEDIA_TYPE_UNSUPPORTED',
  503: 'SERVICE_UNAVAILABLE',
};

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/';

/** The last stop of every refusal and every surprise. Nothing of an error's text or stack leaves the process. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly logger: Logger,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refusal = this.refusalOf(exception, request);
    const language = languageOf(request.headers['accept-language']);
    const problem = problemOf(refusal, { language, traceId: requestTraceId(request), path: pathOf(request) });
    const { failure } = (request.routeOptions?.config ?? {}) as FailureConfig;
    const { status, mediaType, body } = (failure ?? problemForm)(problem);
    reply.headers({ ...refusal.extras.headers, 'content-language': CONTENT_LANGUAGE[language], vary: 'Accept-Language' });
    // As text: Nest warns about, and changes, the media type of an object that has a `status` member.
    void reply.status(status).type(mediaType).send(JSON.stringify(body));
  }

  private refusalOf(exception: unknown, request: FastifyRequest): RefusalException {
    if (exception instanceof RefusalException) return exception;
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    const code = BY_STATUS[status] ?? 'INTERNAL_ERROR';
    if (code === 'ROUTE_UNKNOWN') {
      const methods = this.routes.methodsAt(pathOf(request));
      if (methods.length > 0) return new RefusalException('METHOD_NOT_ALLOWED', { headers: { Allow: methods.join(', ') } });
    }
    if (HTTP_STATUS[code] === 500) this.logger.error({ err: exception, traceId: requestTraceId(request) }, 'a request failed');
    return new RefusalException(code);
  }
}
