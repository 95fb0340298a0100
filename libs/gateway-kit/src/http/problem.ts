import { CODES, type Code } from '@meridian/contracts/codes';
import type { Bilingual, FieldError } from '@meridian/kernel/outcome';
import { HTTP_STATUS } from './http-status';
import type { Language } from './language';
import type { RefusalException } from './refusal.exception';

/** RFC 9457. `title` and `detail` follow Accept-Language; `message` always speaks both languages; branch on `code` only. */
export interface Problem {
  /** Relative reference that answers GET with the code's entry. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: Code;
  readonly message: Bilingual;
  readonly detail?: string;
  readonly fields?: readonly FieldError[];
  readonly traceId: string;
  /** The path that was asked, without its query. */
  readonly instance: string;
}

/** These say what happened inside Meridian; their details name subjects and parts that are no business of the outside. */
const INWARD: ReadonlySet<Code> = new Set(['SERVICE_SILENT', 'SERVICE_UNAVAILABLE', 'DEADLINE_PASSED', 'INTERNAL_ERROR']);

export interface Asked {
  readonly language: Language;
  readonly traceId: string;
  readonly path: string;
}

export function problemOf(refusal: RefusalException, asked: Asked): Problem {
  const { code, extras } = refusal;
  const detail = extras.hint?.[asked.language] ?? (INWARD.has(code) ? undefined : extras.detail);
  return {
    type: `/problems/${code}`,
    title: CODES[code][asked.language],
    status: HTTP_STATUS[code],
    code,
    message: CODES[code],
    ...(detail === undefined ? {} : { detail }),
    ...(extras.fields === undefined || extras.fields.length === 0 ? {} : { fields: extras.fields }),
    traceId: asked.traceId,
    instance: asked.path,
  };
}

/** A failure as it goes over the wire. */
export interface Failure {
  readonly status: number;
  readonly mediaType: string;
  readonly body: object;
}

export type FailureForm = (problem: Problem) => Failure;

/** How a route words its failures when its caller expects another form than problem+json; set with Nest's RouteConfig. */
export interface FailureConfig {
  readonly failure?: FailureForm;
}

export const problemForm: FailureForm = (problem) => ({
  status: problem.status,
  mediaType: 'application/problem+json; charset=utf-8',
  body: problem,
});
