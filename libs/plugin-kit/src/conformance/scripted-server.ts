import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the outside party received it. Header names are lower case, the body is raw UTF-8. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path with query, exactly as on the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What the party does with a request: answers, `hold`s (takes it in and never answers), `drop`s (takes it in and
 * closes the connection), or `cut`s (begins a longer answer, then closes the connection).
 */
export type Script = (received: ReceivedRequest) => ScriptedAnswer | 'hold' | 'drop' | 'cut';

/** An outside party on loopback that does what a test tells it; it remembers every request. */
export class ScriptedServer {
  readonly received: ReceivedRequest[] = [];
  script: Script = () => 'drop';

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<ScriptedServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const scripted = new ScriptedServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
        const body = Buffer.concat(chunks).toString('utf8');
        scripted.#take({ method: request.method ?? '', path: request.url ?? '', headers, body }, response);
      });
    });
    return scripted;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  #take(received: ReceivedRequest, response: ServerResponse): void {
    this.received.push(received);
    const answer = this.script(received);
    if (answer === 'hold') return;
    if (answer === 'drop') {
      response.destroy();
    } else if (answer === 'cut') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"code":"SUCC', () => response.destroy());
    } else {
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(answer.body);
    }
  }
}
