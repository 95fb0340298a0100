import { ENGINE_APPEND_ONLY, ENGINE_MIGRATIONS } from '@meridian/platform/storage/engine-tables.migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row a generation of an order; at most one generation of an order may stand at the insurer. */
class Settlements1700000001000 implements MigrationInterface {
  name = 'Settlements1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE settlement (
        id text PRIMARY KEY, version int NOT NULL, phase text NOT NULL, body jsonb NOT NULL,
        created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, order_no text NOT NULL) WITH (fillfactor = 80)`);
    await runner.query('CREATE INDEX settlement_order ON settlement (order_no)');
    await runner.query(
      "CREATE UNIQUE INDEX settlement_standing ON settlement (order_no) WHERE phase IN ('SETTLING', 'SETTLED', 'REVERSING')",
    );
    await runner.query('CREATE SEQUENCE message_number');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SEQUENCE message_number');
    await runner.query('DROP TABLE settlement');
  }
}

export const migrations = [...ENGINE_MIGRATIONS, Settlements1700000001000];
export const appendOnly: string[] = [...ENGINE_APPEND_ONLY];
