import { ENGINE_APPEND_ONLY, ENGINE_MIGRATIONS } from '@meridian/platform/storage/engine-tables.migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row a collection; the winner of a leg is unique in the database as well. */
class Collections1700000001000 implements MigrationInterface {
  name = 'Collections1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE collection (
        id text PRIMARY KEY, version int NOT NULL, phase text NOT NULL, body jsonb NOT NULL,
        created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, order_no text NOT NULL, amount_fen bigint NOT NULL) WITH (fillfactor = 80)`);
    await runner.query('CREATE INDEX collection_order ON collection (order_no)');
    await runner.query(`
      CREATE TABLE capture (
        channel text NOT NULL, transaction_id text NOT NULL, collection_id text NOT NULL, leg_no int NOT NULL,
        out_trade_no text NOT NULL, amount_fen bigint NOT NULL CHECK (amount_fen > 0), surplus boolean NOT NULL,
        PRIMARY KEY (channel, transaction_id))`);
    await runner.query('CREATE UNIQUE INDEX capture_winner ON capture (collection_id, leg_no) WHERE NOT surplus');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE capture, collection');
  }
}

export const migrations = [...ENGINE_MIGRATIONS, Collections1700000001000];
export const appendOnly: string[] = [...ENGINE_APPEND_ONLY, 'capture'];
