import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { checkBooks } from './check';
import type { BooksConfig } from './config';
import { BooksMetrics } from './metrics';
import { Overdue } from './overdue';
import { linesOf } from './print';

export interface Watch {
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Compares the books again and again and serves what it found on /metrics, until it is ended. */
export async function watchBooks(config: BooksConfig, { everyMs, signal, say }: Watch): Promise<void> {
  const metrics = new BooksMetrics();
  const server = createServer((request, answer) => {
    if (request.url !== '/metrics') return void answer.writeHead(404).end();
    metrics.registry.metrics().then(
      (text) => answer.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => answer.writeHead(500).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(config.port, '127.0.0.1', listening));
  say(`the books are watched on http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
  const overdue = new Overdue(Date.now).judge;
  let said = '';
  while (!signal.aborted) {
    try {
      const report = await checkBooks({ ...config, ignoreUnrest: true, overdue });
      metrics.take(report, Date.now());
      const lines = report.differences.length > 0 ? linesOf(report).join('\n') : '';
      if (lines !== said && lines !== '') say(lines);
      said = lines;
    } catch (error) {
      say(`the books cannot be read: ${(error as Error).message}`);
    }
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
  server.closeAllConnections();
  server.close();
}
