import { masked } from '@meridian/plugin-kit/masked';
import type { Sql } from '../storage/database';
import { statement } from '../storage/database';
import { storableJson } from '../storage/storable';
import { currentTrace } from '../trace';
import type { Vault } from '../vault';
import type { Evidence } from './types';

const INSERT = statement(
  'exchange-insert',
  `INSERT INTO exchange (call_key, order_no, operation, arm, at, took_ms, masked, sealed, traceparent)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

/** Raw exchanges with outside parties: stored sealed as evidence, shown masked, never logged. */
export class EvidenceStore {
  constructor(private readonly vault: Vault) {}

  async add(sql: Sql, callKey: string, orderNo: string, exchanges: readonly Evidence[]): Promise<void> {
    for (const { operation, arm, exchange, sensitive } of exchanges) {
      await sql.run(INSERT, [
        callKey,
        orderNo,
        operation,
        arm,
        new Date(exchange.startedAt),
        Math.round(exchange.tookMs),
        storableJson(masked(exchange, sensitive)),
        this.vault.seal(JSON.stringify(exchange), 'exchange'),
        currentTrace() ?? null,
      ]);
    }
  }
}
