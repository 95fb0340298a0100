import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrateService } from './migrate.mjs';
import { provision } from './provision.mjs';
import { type Stack, startStack } from './stack.mjs';
import { forgetStack, query } from './testing';

class CreateMoney1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table money (id bigint generated always as identity primary key, amount_fen bigint not null)');
    await runner.query('create table entry (id int, day date) partition by range (day)');
    await runner.query(`create table entry_2025 partition of entry for values from ('2025-01-01') to ('2026-01-01')`);
  }
  async down(): Promise<void> {}
}

describe('the database', () => {
  let one: Stack;
  beforeAll(async () => {
    one = await startStack({ name: 'itest-database', only: [], quiet: true, fresh: true });
  });
  afterAll(async () => {
    await one?.stop();
    forgetStack('itest-database');
  });

  it('is durable and knows no way in without a password', async () => {
    const settings = await query(
      one.superuserUrl,
      `select name from pg_settings where name in ('fsync','full_page_writes','synchronous_commit') and setting = 'on'`,
    );
    expect(settings).toHaveLength(3);
    expect(await query(one.superuserUrl, `select 1 from pg_hba_file_rules where auth_method <> 'scram-sha-256'`)).toEqual([]);
  });

  it('gives a service its own schema and no other', async () => {
    await migrateService(one.ownerUrl, 'meridian', 'order', { migrations: [CreateMoney1700000000001] });
    await query(one.databaseUrl('order'), 'insert into money (amount_fen) values (5)');
    await query(one.databaseUrl('order'), 'update money set amount_fen = 6');
    const stranger = one.databaseUrl('payment');
    await expect(query(stranger, 'select * from svc_order.money')).rejects.toMatchObject({ code: '42501' });
    await expect(query(one.databaseUrl('order'), 'create table svc_order.mine ()')).rejects.toMatchObject({ code: '42501' });
    await expect(query(one.databaseUrl('order'), 'create table public.mine ()')).rejects.toMatchObject({ code: '42501' });
    await expect(query(one.databaseUrl('order'), 'select * from svc_order.migration')).rejects.toMatchObject({ code: '42501' });
  });

  it('lets nobody change an append-only row, not through a partition either', async () => {
    const storage = { migrations: [CreateMoney1700000000001], appendOnly: ['money', 'entry'] };
    expect(await migrateService(one.ownerUrl, 'meridian', 'account', storage)).toContain('CreateMoney');
    const ledger = one.databaseUrl('account');
    await query(ledger, `insert into money (amount_fen) values (5); insert into entry values (1, '2025-05-05')`);
    for (const sql of [
      'update money set amount_fen = 6',
      'delete from money',
      'truncate money',
      'delete from entry',
      'delete from entry_2025',
    ]) {
      await expect(query(ledger, sql)).rejects.toMatchObject({ code: '42501' });
    }
    expect(await migrateService(one.ownerUrl, 'meridian', 'account', storage)).toBe('up to date');
  });

  it('covers a table that a later migration adds', async () => {
    await query(one.ownerUrl, 'create table svc_order.later (id int)');
    await query(one.databaseUrl('order'), 'insert into later values (1)');
  });

  it('can be provisioned again, and a second database shares no role with it', async () => {
    await provision(one.superuserUrl, 'meridian', one.secrets.postgres);
    await provision(one.superuserUrl, 'meridian_other', one.secrets.postgres);
    const crossing = new URL(one.databaseUrl('order'));
    crossing.pathname = '/meridian_other';
    await expect(query(crossing.href, 'select 1')).rejects.toMatchObject({ code: '42501' });
    expect(await query(one.databaseUrl('order'), 'select amount_fen from money')).toEqual([{ amount_fen: '6' }]);
  });

  it('comes back after kill -9 with what was committed', async () => {
    const before = one.pids.postgres;
    await one.kill('postgres');
    expect(one.pids).not.toHaveProperty('postgres');
    await expect(query(one.superuserUrl, 'select 1')).rejects.toThrow();
    await one.restart('postgres');
    expect(one.pids.postgres).not.toBe(before);
    expect(await query(one.databaseUrl('order'), 'select amount_fen from money')).toEqual([{ amount_fen: '6' }]);
  });
});
