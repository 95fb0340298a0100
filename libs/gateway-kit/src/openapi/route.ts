import { CODES, type Code } from '@meridian/contracts/codes';
import type { Bilingual } from '@meridian/kernel/outcome';
import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { type Access, Allow, DEFAULT_ACCESS } from '../auth/access';
import type { BodyConfig } from '../http/body-parsers';
import { HTTP_STATUS } from '../http/http-status';
import { type FailureConfig, type FailureForm, problemForm, problemOf } from '../http/problem';
import { RefusalException } from '../http/refusal.exception';
import type { MessageClass } from './schema-of';

export interface Answer {
  readonly meaning: Bilingual;
  readonly type: MessageClass;
  readonly example: object;
}

/** What a route is to its callers. Access and idempotency are enforced by what is written here, and documented by the same. */
export interface RouteDescription {
  readonly summary: Bilingual;
  readonly tag: string;
  readonly access?: Partial<Access>;
  readonly body?: { readonly type: MessageClass; readonly example: object };
  /** How the route takes its body and words its failures, when not as all others do. */
  readonly config?: BodyConfig & FailureConfig;
  /** Moves or claims money: an Idempotency-Key is needed. */
  readonly money?: true;
  readonly answers: Readonly<Record<number, Answer>>;
  /** The refusals of the contract behind it. */
  readonly codes: readonly Code[];
}

const EVERYWHERE: readonly Code[] = ['REQUEST_TOO_MANY', 'SERVICE_SILENT', 'SERVICE_UNAVAILABLE', 'DEADLINE_PASSED', 'INTERNAL_ERROR'];
const WITH_BODY: readonly Code[] = ['REQUEST_MALFORMED', 'REQUEST_INVALID', 'REQUEST_TOO_LARGE', 'MEDIA_TYPE_UNSUPPORTED'];
const WITH_TOKEN: readonly Code[] = ['TOKEN_MISSING', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'SCOPE_MISSING'];
const WITH_SESSION: readonly Code[] = ['SESSION_MISSING', 'SESSION_INVALID'];
const WITH_MONEY: readonly Code[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_PROGRESS',
];

export const both = ({ zh, en }: Bilingual): string => `${zh} · ${en}`;

export function Route(route: RouteDescription): MethodDecorator {
  const access: Access = { ...DEFAULT_ACCESS, ...route.access };
  const codes = new Set<Code>([
    ...route.codes,
    ...EVERYWHERE,
    ...(route.body ? WITH_BODY : []),
    ...(access.level === 'public' ? [] : WITH_TOKEN),
    ...(access.level === 'patient' ? WITH_SESSION : []),
    ...(route.money ? WITH_MONEY : []),
  ]);
  return applyDecorators(
    Allow(access),
    ApiOperation({ summary: both(route.summary), tags: [route.tag] }),
    ...(access.level === 'public' ? [] : [ApiBearerAuth('token')]),
    ...(access.level === 'patient' ? [ApiSecurity('session')] : []),
    ...(route.money ? [IDEMPOTENCY_HEADER] : []),
    ...(route.body ? [ApiBody({ type: route.body.type, examples: { example: { value: route.body.example } } })] : []),
    ...Object.entries(route.answers).map(([status, { meaning, type, example }]) =>
      ApiResponse({ status: Number(status), description: both(meaning), type, example }),
    ),
    ...(route.config ? [RouteConfig(route.config)] : []),
    ...problemResponses([...codes], route.config?.failure ?? problemForm),
  );
}

const IDEMPOTENCY_HEADER = ApiHeader({
  name: 'Idempotency-Key',
  required: true,
  description:
    '16 至 255 个可见字符，每笔新请求换一个；未得到结果时用同一个键原样重发 · 16 to 255 visible characters, fresh for each new request; send the same key again when no result came',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{16,255}$' },
  example: '0b7e3f3c-52a1-4be2-9c59-5a1b0e6f7d10',
});

/** One response a status, one example a code, all in the form that is really sent. */
function problemResponses(codes: readonly Code[], form: FailureForm): MethodDecorator[] {
  const statuses = [...new Set(codes.map((code) => HTTP_STATUS[code]))].sort((a, b) => a - b);
  return statuses.map((status) => {
    const here = codes.filter((code) => HTTP_STATUS[code] === status);
    const answers = here.map((code) => [code, form(exampleOf(code))] as const);
    return ApiResponse({
      status,
      description: here.map((code) => `**${code}** ${both(CODES[code])}`).join('\n\n'),
      content: {
        [answers[0]?.[1].mediaType.split(';')[0] ?? '']: {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(answers.map(([code, { body }]) => [code, { value: body }])),
        },
      },
    });
  });
}

const exampleOf = (code: Code) =>
  problemOf(new RefusalException(code), { language: 'zh', traceId: '4bf92f3577b34da6a3ce929d0e0e4736', path: '/v1/orders' });
