import { rmSync } from 'node:fs';
import path from 'node:path';
import { type Codec, connect, type JetStreamClient, type NatsConnection, StringCodec } from 'nats';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrateService } from './migrate.mjs';
import { serverAt } from './nats.mjs';
import { stackFolder } from './paths.mjs';
import { dataFolder } from './postgres.mjs';
import { provision } from './provision.mjs';
import { type Stack, startStack } from './stack.mjs';

const names = ['itest-one', 'itest-two'];
const text: Codec<string> = StringCodec();

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

class CreateMoney1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table money (id bigint generated always as identity primary key, amount_fen bigint not null)');
    await runner.query('create table entry (id int, day date) partition by range (day)');
    await runner.query(`create table entry_2025 partition of entry for values from ('2025-01-01') to ('2026-01-01')`);
  }
  async down(): Promise<void> {}
}

describe('two stacks side by side', () => {
  let one: Stack;
  let two: Stack;
  beforeAll(async () => {
    [one, two] = (await Promise.all(names.map((name) => startStack({ name, only: [], quiet: true, fresh: true })))) as [Stack, Stack];
  });
  afterAll(async () => {
    await one?.stop();
    await two?.stop();
    for (const name of names) {
      rmSync(dataFolder(stackFolder(name)), { recursive: true, force: true });
      rmSync(stackFolder(name), { recursive: true, force: true });
    }
  });

  it('have servers and secrets of their own', async () => {
    expect(Object.keys(one.pids).sort()).toEqual(['nats', 'postgres']);
    expect(new Set([...Object.values(one.pids), ...Object.values(two.pids)]).size).toBe(4);
    const other = new URL(two.superuserUrl);
    other.password = new URL(one.superuserUrl).password;
    await expect(query(other.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('refuse a second start under the same name', async () => {
    await expect(startStack({ name: 'itest-one', only: [], quiet: true })).rejects.toThrow('in use');
  });

  describe('the database', () => {
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

  describe('the broker', () => {
    const open: NatsConnection[] = [];
    const as = async (user: string): Promise<NatsConnection> => {
      const connection = await connect({ ...serverAt(one.natsUrl(user)), timeout: 5_000, reconnect: false });
      open.push(connection);
      return connection;
    };
    /** Publishes, and answers with the broker's complaint or, when it took the message, with the subject that arrived. */
    const fate = async (user: string, subject: string): Promise<string> => {
      const listener = await as('admin');
      const arrived = new Promise<string>((done) =>
        listener.subscribe(subject, { max: 1, callback: (_, message) => done(message.subject) }),
      );
      await listener.flush();
      const speaker = await as(user);
      const refused = (async () => {
        for await (const { type, data } of speaker.status()) if (type === 'error') return String(data);
        return 'closed';
      })();
      speaker.publish(subject, text.encode('x'));
      return Promise.race([arrived, refused]);
    };
    afterEach(async () => {
      for (const connection of open.splice(0)) await connection.close();
    });

    it('syncs every message and lets nobody in without a password', async () => {
      const monitor = Number(new URL(one.natsUrl('order')).port) + 1;
      const { jetstream } = (await (await fetch(`http://127.0.0.1:${monitor}/varz`)).json()) as {
        jetstream: { config: { sync_always: boolean } };
      };
      expect(jetstream.config.sync_always).toBe(true);
      const { host } = new URL(one.natsUrl('order'));
      await expect(connect({ servers: host, reconnect: false })).rejects.toThrow(/[Aa]uthorization/);
    });

    it('stores a fact of its own service, once', async () => {
      const stream: JetStreamClient = (await as('order')).jetstream();
      const first = await stream.publish('fact.order.order-confirmed.v1', text.encode('{}'), { msgID: 'itest-1' });
      const again = await stream.publish('fact.order.order-confirmed.v1', text.encode('{}'), { msgID: 'itest-1' });
      expect([first.stream, first.duplicate, again.duplicate]).toEqual(['FACTS', false, true]);
    });

    it.each([
      ['order', 'fact.payment.payment-captured.v1'],
      ['gateway-app', 'fact.order.order-confirmed.v1'],
      ['gateway-app', 'reconciliation.list-differences.v1'],
      ['gateway-app', 'platform.clock.v1'],
      ['data-platform', 'order.create-order.v1'],
      ['order', '$JS.API.STREAM.DELETE.FACTS'],
      ['order', '$JS.API.CONSUMER.DELETE.FACTS.account'],
      ['payment', 'order.cancel-order.v1'],
      ['payment', '_INBOX_order.stolen'],
    ])('refuses %s to publish %s', async (user, subject) => {
      expect(await fate(user, subject)).toBe('PERMISSIONS_VIOLATION');
    });

    it.each([
      ['order', 'payment.open-payment.v1'],
      ['gateway-console', 'reconciliation.list-differences.v1'],
      ['gateway-console', 'platform.clock.v1'],
      ['admin', 'platform.clock.v1'],
    ])('takes %s publishing %s', async (user, subject) => {
      expect(await fate(user, subject)).toBe(subject);
    });

    it('carries a question to its service and the answer back, past every other ear', async () => {
      const service = await as('payment');
      service.subscribe('payment.>', { queue: 'payment', callback: (_, message) => void message.respond(text.encode('done')) });
      await service.flush();
      const asker = await as('order');
      const reply = await asker.request('payment.open-payment.v1', text.encode('{}'), { timeout: 2_000 });
      expect(text.decode(reply.data)).toBe('done');

      const spy = await as('insurance');
      const heard = new Promise((done) => spy.subscribe('_INBOX_order.>', { callback: (error) => done(error?.message) }));
      expect(await heard).toMatch(/Permissions Violation for Subscription/i);
      const thief = await as('account');
      const stolen = new Promise((done) => thief.subscribe('payment.>', { queue: 'payment', callback: (error) => done(error?.message) }));
      expect(await stolen).toMatch(/Permissions Violation for Subscription/i);
    });

    it('hands a service the facts through a durable consumer of its own making', async () => {
      const connection = await as('account');
      const manager = await connection.jetstreamManager();
      await manager.consumers.add('FACTS', {
        durable_name: 'account',
        ack_policy: 'explicit' as never,
        filter_subjects: ['fact.order.>', 'fact.payment.>'],
      });
      const consumer = await connection.jetstream().consumers.get('FACTS', 'account');
      const message = await consumer.next({ expires: 2_000 });
      expect(message?.subject).toBe('fact.order.order-confirmed.v1');
      expect(await message?.ackAck()).toBe(true);
      await expect(manager.streams.add({ name: 'MINE', subjects: ['mine.>'] })).rejects.toThrow();
    });
  });

  it('leave no process behind', async () => {
    const { pids } = two;
    await two.stop();
    for (const pid of Object.values(pids)) expect(() => process.kill(-pid, 0)).toThrow('ESRCH');
    expect(path.basename(two.folder)).toBe('itest-two');
  });
});
