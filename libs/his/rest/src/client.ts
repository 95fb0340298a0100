import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import type { CallContext, WireAnswer } from '@meridian/plugin-kit/wire';
import { codeOf } from './codes';
import type { HisRestConfig } from './config';
import { JsonNode, Unreadable } from './json-node';
import { isSignedBy, requestSignature } from './signature';

/** One request of the protocol. Without a body it is a GET. */
export interface HisRequest {
  /** From `/v1` on, segments escaped. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Values that identify the patient: hidden in reasons, whatever the HIS promises. */
  readonly secrets?: readonly string[];
}

/** Reads the body of a 200. @throws Unreadable: then nothing of the answer is believed */
export type Reading<T> = (answer: JsonNode) => T;

/** Signs and sends one request, checks the answer's signature and reads it. @throws NoAnswer from the wire */
export async function exchange<T>(config: HisRestConfig, context: CallContext, request: HisRequest, read: Reading<T>): Promise<Arm<T>> {
  const url = `${config.baseUrl}${request.path}`;
  const { pathname, search } = new URL(url);
  const method = request.body ? 'POST' : 'GET';
  const body = request.body ? JSON.stringify(request.body) : '';
  const timestamp = String(Math.floor(context.now() / 1000));
  const nonce = context.nonce();
  const answer = await context.wire.send({
    method,
    url,
    headers: {
      accept: 'application/json, application/problem+json',
      'x-meridian-key': config.keyId,
      'x-meridian-timestamp': timestamp,
      'x-meridian-nonce': nonce,
      'x-meridian-signature': requestSignature(config.secret, { method, target: `${pathname}${search}`, timestamp, nonce, body }),
      ...(request.body ? { 'content-type': 'application/json' } : {}),
    },
    ...(request.body ? { body } : {}),
  });
  const { status, headers } = answer;
  if (!isSignedBy(config.secret, { status, nonce, body: answer.body }, headers['x-meridian-signature'])) {
    return silent(`HTTP ${status} without the signature of the HIS`);
  }
  try {
    return understood(answer, request, read);
  } catch (error) {
    if (error instanceof Unreadable) return silent(error.message);
    throw error;
  }
}

function understood<T>({ status, body }: WireAnswer, { secrets = [] }: HisRequest, read: Reading<T>): Arm<T> {
  if (status === 200) return accepted(read(JsonNode.parse(body)));
  const problem = JsonNode.parse(body);
  const code = codeOf(problem.text('code'), status);
  if (code === undefined) return silent(`HTTP ${status} with a code that does not belong to it`);
  const detail = problem.has('detail') ? problem.text('detail', /^/) : '';
  return rejected(code, `${code}: ${secrets.reduce((text, secret) => text.replaceAll(secret, '***'), detail)}`.slice(0, 300));
}
