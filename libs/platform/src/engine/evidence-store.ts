import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type MaskedExchange, masked } from '@meridian/plugin-kit/masked';
import type { Exchange } from '@meridian/plugin-kit/wire';
import { currentTrace } from '../trace';
import type { Vault } from '../vault';
import type { CommitStatement } from './commit-statement';
import type { Evidence } from './types';

/** A few kilobytes of JSON: the fastest level already finds nearly all there is to find. */
const LEVEL = { level: 1 };

/** Raw exchanges with outside parties: stored sealed as evidence, shown masked, never logged. */
export class EvidenceStore {
  constructor(private readonly vault: Vault) {}

  add(commit: CommitStatement, follows: string, of: { key: string; orderNo: string }, exchanges: readonly Evidence[]): void {
    const { place } = commit;
    if (exchanges.length === 0) return;
    const [key, order, trace] = [place(of.key), place(of.orderNo), place(currentTrace() ?? null)];
    for (const { operation, arm, exchange, sensitive } of exchanges) {
      const row = [operation, arm, new Date(exchange.startedAt), Math.round(exchange.tookMs), sensitive, this.seal(exchange)].map(place);
      commit.part(
        `exchange_${commit.size}`,
        `INSERT INTO exchange (call_key, order_no, traceparent, operation, arm, at, took_ms, sensitive, sealed)
         SELECT ${key}, ${order}, ${trace}, ${row.join(', ')} FROM ${follows}`,
      );
    }
  }

  private seal(exchange: Exchange): Buffer {
    return this.vault.sealBytes(deflateRawSync(JSON.stringify(exchange), LEVEL), 'exchange');
  }
}

/** What people may see of a sealed exchange. @throws Error when it was altered */
export function unsealed(vault: Vault, sealed: Buffer, sensitive: readonly string[]): MaskedExchange {
  const exchange = JSON.parse(inflateRawSync(vault.openBytes(sealed, 'exchange')).toString('utf8')) as Exchange;
  return masked(exchange, sensitive);
}
