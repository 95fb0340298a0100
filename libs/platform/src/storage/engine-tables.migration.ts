import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables every service with a state machine has: facts, calls, evidence, cases, outbox, inbox, idempotency, workers. */
export class EngineTables1700000000000 implements MigrationInterface {
  name = 'EngineTables1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE fact_log (
        aggregate text NOT NULL, aggregate_id text NOT NULL, version int NOT NULL, order_no text NOT NULL,
        fact_id text NOT NULL, kind text NOT NULL, rule text NOT NULL, from_phase text NOT NULL, to_phase text NOT NULL,
        detail jsonb NOT NULL, traceparent text, at timestamptz NOT NULL,
        PRIMARY KEY (aggregate, aggregate_id, version), UNIQUE (aggregate, aggregate_id, fact_id))`);
    await runner.query('CREATE INDEX fact_log_order ON fact_log (order_no)');
    await runner.query(`
      CREATE TABLE call (
        key text PRIMARY KEY, aggregate text NOT NULL, aggregate_id text NOT NULL, order_no text NOT NULL,
        kind text NOT NULL, payload jsonb NOT NULL, lane text, held boolean NOT NULL DEFAULT false, timer boolean NOT NULL DEFAULT false,
        status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done')),
        owner bigint NOT NULL, epoch int NOT NULL DEFAULT 0, asks int NOT NULL DEFAULT 0,
        opened_at timestamptz NOT NULL, due_at timestamptz NOT NULL, answered_at timestamptz,
        heard text, traceparent text) WITH (fillfactor = 80)`);
    await runner.query("CREATE INDEX call_due ON call (due_at) WHERE status = 'open'");
    await runner.query("CREATE INDEX call_open_owner ON call (owner) WHERE status = 'open'");
    await runner.query("CREATE UNIQUE INDEX call_lane ON call (lane) WHERE status = 'open' AND lane IS NOT NULL AND NOT held");
    await runner.query('CREATE INDEX call_order ON call (order_no)');
    await runner.query(`
      CREATE TABLE exchange (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, call_key text NOT NULL, order_no text NOT NULL,
        operation text NOT NULL, arm text NOT NULL, at timestamptz NOT NULL, took_ms int NOT NULL,
        masked jsonb NOT NULL, sealed text NOT NULL, traceparent text)`);
    await runner.query('CREATE INDEX exchange_order ON exchange (order_no)');
    await runner.query(`
      CREATE TABLE case_file (
        case_id text PRIMARY KEY, aggregate text NOT NULL, aggregate_id text NOT NULL, order_no text NOT NULL,
        reason text NOT NULL, evidence jsonb NOT NULL, opened_at timestamptz NOT NULL,
        resolved_at timestamptz, resolution text, resolved_by text, note text)`);
    await runner.query('CREATE INDEX case_file_open ON case_file (opened_at) WHERE resolved_at IS NULL');
    await runner.query('CREATE INDEX case_file_order ON case_file (order_no)');
    await runner.query(`
      CREATE TABLE idempotency (
        key text PRIMARY KEY, input_hash bytea NOT NULL, aggregate text NOT NULL, aggregate_id text NOT NULL, at timestamptz NOT NULL)`);
    await runner.query(`
      CREATE TABLE outbox (
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(), seq bigint GENERATED ALWAYS AS IDENTITY,
        id text NOT NULL, subject text NOT NULL, order_no text NOT NULL, envelope text NOT NULL, at timestamptz NOT NULL,
        PRIMARY KEY (xid, seq))`);
    await runner.query('CREATE UNIQUE INDEX outbox_id ON outbox (id)');
    await runner.query('CREATE INDEX outbox_order ON outbox (order_no)');
    await runner.query(`
      CREATE TABLE outbox_position (
        the_one boolean PRIMARY KEY DEFAULT true CHECK (the_one), xid xid8 NOT NULL DEFAULT '0', seq bigint NOT NULL DEFAULT 0,
        stream_created text NOT NULL DEFAULT '')`);
    await runner.query('INSERT INTO outbox_position DEFAULT VALUES');
    await runner.query(`
      CREATE TABLE worker (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, started_at timestamptz NOT NULL DEFAULT now(), lease_until timestamptz NOT NULL)`);
    await runner.query(
      'CREATE TABLE inbox (consumer text NOT NULL, fact_id text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (consumer, fact_id))',
    );
  }

  async down(): Promise<void> {
    throw new Error('there is no way back from the first tables of a ledger');
  }
}

/**
 * Evidence is kept compressed and sealed only; what people may see of it is made when they look. Rows from before keep their seal and
 * can no longer be shown. Workers that left stay listed until nobody's calls point at them.
 */
export class LeanEngine1700000002000 implements MigrationInterface {
  name = 'LeanEngine1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE exchange DROP COLUMN masked, ADD COLUMN sensitive text[] NOT NULL DEFAULT '{}',
        ALTER COLUMN sealed TYPE bytea USING convert_to(sealed, 'UTF8'), ALTER COLUMN sealed SET STORAGE EXTERNAL`);
  }

  async down(): Promise<void> {
    throw new Error('there is no way back: the masked views are not kept');
  }
}

/** How often a call changed hands, so that its story can tell. */
export class CallsTakenOver1700000003000 implements MigrationInterface {
  name = 'CallsTakenOver1700000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE call ADD COLUMN taken_over int NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE call DROP COLUMN taken_over');
  }
}

/** The engine's tables, in the order they came. */
export const ENGINE_MIGRATIONS = [EngineTables1700000000000, LeanEngine1700000002000, CallsTakenOver1700000003000];

/** Only the inbox, for services that listen and hold no state machine. */
export class InboxTable1700000000001 implements MigrationInterface {
  name = 'InboxTable1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE inbox (consumer text NOT NULL, fact_id text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (consumer, fact_id))',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE inbox');
  }
}

/** Tables whose rows are never changed or removed by the service. */
export const ENGINE_APPEND_ONLY = ['fact_log', 'exchange', 'outbox', 'idempotency', 'inbox'] as const;
