import { InboxTable1700000000001 } from '@meridian/platform/storage/engine-tables.migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What every fact makes us expect in somebody's books. Written once, never changed: a difference closes by what comes later. */
class Expectations1700000020000 implements MigrationInterface {
  name = 'Expectations1700000020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE expectation (
        expectation_id text PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('must', 'may', 'may-not', 'must-net-zero')),
        side text NOT NULL, entry text NOT NULL, reference text NOT NULL,
        amount_fen bigint NOT NULL CHECK (amount_fen BETWEEN 0 AND 1000000000000), parts jsonb NOT NULL,
        at timestamptz NOT NULL, day date NOT NULL, order_no text NOT NULL, hospital_id text NOT NULL)`);
    await runner.query('CREATE INDEX expectation_day ON expectation (day)');
    await runner.query('CREATE INDEX expectation_reference ON expectation (reference)');
    await runner.query('CREATE INDEX expectation_order ON expectation (order_no)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE expectation');
  }
}

export const migrations = [InboxTable1700000000001, Expectations1700000020000];
export const appendOnly: string[] = ['inbox', 'expectation'];
