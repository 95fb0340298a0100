import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger: one row a transfer, balanced by its form, never changed. The hospital comes first in the key because it is the shard key
 * of a database that outgrows one machine. The primary key is the inbox: a fact that comes again meets its own rows.
 */
class Ledger1700000010000 implements MigrationInterface {
  name = 'Ledger1700000010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE transfer (
        hospital_id text NOT NULL, txn_key text NOT NULL, leg smallint NOT NULL CHECK (leg > 0),
        debit text NOT NULL, credit text NOT NULL CHECK (credit <> debit),
        amount_fen bigint NOT NULL CHECK (amount_fen BETWEEN 1 AND 1000000000000),
        order_no text NOT NULL, book_day date NOT NULL, posted_at timestamptz NOT NULL, fact_id text NOT NULL,
        PRIMARY KEY (hospital_id, txn_key, leg))`);
    await runner.query('CREATE INDEX transfer_order ON transfer (order_no)');
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation'; END $$`);
    // The grants take these rights from the service; the trigger refuses the owner and a superuser as well.
    await runner.query(`
      CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE transfer');
    await runner.query('DROP FUNCTION refuse_change()');
  }
}

/** Patients who opened a session. Name and ID number are sealed; the mark finds a person again without opening anything. */
class Patients1700000010001 implements MigrationInterface {
  name = 'Patients1700000010001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE patient (
        patient_id text PRIMARY KEY, hospital_id text NOT NULL, patient_no text NOT NULL,
        name_sealed text NOT NULL, id_no_sealed text NOT NULL, id_no_mark text NOT NULL,
        created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
        UNIQUE (hospital_id, id_no_mark))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE patient');
  }
}

/** Transfers are added in the order of their time, so a block range index of a few pages finds an hour in a ledger of years. */
class LedgerByTime1700000010002 implements MigrationInterface {
  name = 'LedgerByTime1700000010002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX transfer_posted ON transfer USING brin (posted_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX transfer_posted');
  }
}

export const migrations = [Ledger1700000010000, Patients1700000010001, LedgerByTime1700000010002];
export const appendOnly: string[] = ['transfer'];
