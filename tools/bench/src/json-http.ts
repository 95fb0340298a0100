import { Pool } from 'undici';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
}

/** JSON over kept connections to one base URL, as cheaply as Node can: the load generator shares the machine with what it measures. */
export class JsonHttp {
  private readonly pool: Pool;

  constructor(baseUrl: string) {
    this.pool = new Pool(baseUrl, { connections: 128, keepAliveTimeout: 60_000, headersTimeout: 30_000, bodyTimeout: 30_000 });
  }

  async ask<T>(
    method: 'GET' | 'POST',
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer<T>> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const typed = body === undefined ? headers : { ...headers, 'content-type': 'application/json' };
    const answer = await this.pool.request({ method, path, headers: typed, ...sent });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text) as T };
  }

  /** The body of an answer without an end, as it comes. */
  async follow(path: string): Promise<AsyncIterable<Buffer>> {
    const answer = await this.pool.request({ method: 'GET', path, bodyTimeout: 0 });
    if (answer.statusCode !== 200) throw new Error(`${path} answers ${answer.statusCode}`);
    return answer.body;
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

/** @throws Error that shows the answer, unless it is a good one. Answers that differ only in numbers of their own read the same. */
export function good<T>({ status, body }: Answer<T>, what: string): T {
  if (status < 300) return body;
  const { code, error } = body as { code?: string; error?: string };
  throw new Error(`${what}: ${status} ${code ?? error ?? ''}`);
}
