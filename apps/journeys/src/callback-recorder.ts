import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recorded {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the gateway answered; 503 while it was held off. */
  readonly status: number;
}

const PATH = '/callbacks/wechat';

/** Stands between the channel and the gateway: keeps every callback as it came and passes it on untouched. */
export class CallbackRecorder {
  readonly recorded: Recorded[] = [];
  /** Where it passes callbacks on to; nothing gets through before that is known. */
  gatewayUrl: string | undefined;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.take(request, response));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const callback = { headers: passedOn(request.headers), body: Buffer.concat(chunks).toString('utf8') };
    const status = await this.send(callback);
    this.recorded.push({ ...callback, status });
    response.writeHead(status).end();
  }

  static async start(): Promise<CallbackRecorder> {
    const recorder = new CallbackRecorder();
    await new Promise<void>((resolve) => recorder.server.listen(0, '127.0.0.1', resolve));
    return recorder;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${PATH}`;
  }

  /** Sends a callback to the gateway, a recorded one or one made up. */
  async send({ headers, body }: Pick<Recorded, 'headers' | 'body'>): Promise<number> {
    if (!this.gatewayUrl) return 503;
    const answer = await fetch(this.gatewayUrl + PATH, { method: 'POST', headers, body });
    await answer.body?.cancel();
    return answer.status;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** All but what belongs to the one connection. */
const passedOn = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && !['host', 'connection', 'content-length'].includes(entry[0]),
    ),
  );
