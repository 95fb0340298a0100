import { request } from 'node:http';
import type { PartyRow } from './records';

/** Hundreds of thousands of rows take the parties a while to write down. */
const PATIENCE_MS = 60_000;

/** Everything the outside parties wrote down. @throws when they do not answer */
export async function readParties(sandboxAdminUrl: string): Promise<readonly PartyRow[]> {
  const text = await textOf(`${sandboxAdminUrl}/books`);
  return (JSON.parse(text) as { rows: PartyRow[] }).rows;
}

/** Not by `fetch`: its agent keeps the connection, and with it the process that checked once. */
const textOf = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, timeout: PATIENCE_MS }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (answer.statusCode === 200) resolve(text);
        else reject(new Error(`the parties' books answered ${answer.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    asked.on('timeout', () => asked.destroy(new Error("the parties' books did not answer in time")));
    asked.on('error', reject);
    asked.end();
  });
