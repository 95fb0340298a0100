import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The standard stream of transactions and its rollup. The fact's id is the key and with it the inbox. No personal data. */
class Transactions1700000030000 implements MigrationInterface {
  name = 'Transactions1700000030000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE money_transaction (
        fact_id text PRIMARY KEY, day date NOT NULL, at timestamptz NOT NULL,
        kind text NOT NULL CHECK (kind IN ('capture', 'refund', 'settlement', 'reversal', 'confirmation')),
        order_no text NOT NULL, hospital_id text NOT NULL, channel text NOT NULL, product text,
        amount_fen bigint NOT NULL, fund_fen bigint NOT NULL, account_fen bigint NOT NULL, mutual_aid_fen bigint NOT NULL,
        cash_fen bigint NOT NULL, hospital_fen bigint NOT NULL, adjust_fen bigint NOT NULL, settle_ms int,
        CHECK (amount_fen = fund_fen + account_fen + mutual_aid_fen + cash_fen + hospital_fen + adjust_fen))`);
    await runner.query('CREATE INDEX money_transaction_order ON money_transaction (order_no)');
    await runner.query(`
      CREATE TABLE day_total (
        hospital_id text NOT NULL, day date NOT NULL, channel text NOT NULL, kind text NOT NULL,
        transactions bigint NOT NULL, amount_fen bigint NOT NULL,
        PRIMARY KEY (day, hospital_id, channel, kind)) WITH (fillfactor = 80)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE day_total, money_transaction');
  }
}

export const migrations = [Transactions1700000030000];
export const appendOnly: string[] = ['money_transaction'];
