import type { Outcome } from '@meridian/kernel/outcome';

const PATIENCE_MS = 3000;

/** A handler as the bus calls it: the body as text, deadline and message id in headers of these names. */
export const asked =
  (headers: { readonly deadline: string; readonly message: string }) =>
  <Request extends object, Reply>(answer: (request: Request, asked: never) => Promise<Outcome<Reply>>) =>
  (request: Request): Promise<Outcome<Reply>> => {
    const sent = new Map([
      [headers.deadline, String(Date.now() + PATIENCE_MS)],
      [headers.message, 'message'],
    ]);
    const onTheBus = answer as unknown as (body: string, context: object) => Promise<Outcome<Reply>>;
    return onTheBus(JSON.stringify(request), { getHeaders: () => sent });
  };
