import { ENGINE_APPEND_ONLY, ENGINE_MIGRATIONS } from '@meridian/platform/storage/engine-tables.migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders, their claims on sheets, and their refunds. Two unique rules are money rules: one live claim a sheet, one live refund an order. */
class Orders1700000001000 implements MigrationInterface {
  name = 'Orders1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SEQUENCE order_number');
    await runner.query(`
      CREATE TABLE orders (
        id text PRIMARY KEY, version int NOT NULL, phase text NOT NULL, body jsonb NOT NULL,
        created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, hospital_id text NOT NULL, patient_id text NOT NULL) WITH (fillfactor = 80)`);
    await runner.query('CREATE INDEX orders_patient ON orders (patient_id, id DESC)');
    await runner.query(`
      CREATE TABLE bill_claim (
        hospital_id text NOT NULL, sheet_no text NOT NULL, order_no text NOT NULL, live boolean NOT NULL, PRIMARY KEY (order_no, sheet_no))`);
    await runner.query('CREATE UNIQUE INDEX bill_claim_live ON bill_claim (hospital_id, sheet_no) WHERE live');
    await runner.query(`
      CREATE TABLE refund (
        id text PRIMARY KEY, version int NOT NULL, phase text NOT NULL, body jsonb NOT NULL,
        created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, order_no text NOT NULL) WITH (fillfactor = 80)`);
    await runner.query('CREATE INDEX refund_order ON refund (order_no)');
    await runner.query("CREATE UNIQUE INDEX refund_live ON refund (order_no) WHERE phase <> 'DROPPED'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE refund, bill_claim, orders');
    await runner.query('DROP SEQUENCE order_number');
  }
}

export const migrations = [...ENGINE_MIGRATIONS, Orders1700000001000];
export const appendOnly: string[] = [...ENGINE_APPEND_ONLY];
