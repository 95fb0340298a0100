import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { testSchema } from './test-schema';

class Notes1700000000000 implements MigrationInterface {
  name = 'Notes1700000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (text text)');
    await runner.query('CREATE TABLE entry (text text)');
  }
  async down(): Promise<void> {}
}

const ask = async (url: string, text: string): Promise<number | null> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rowCount;
  } finally {
    await client.end();
  }
};

it('gives the rights of a service and nothing more, and leaves nothing behind', async () => {
  const schema = await testSchema([Notes1700000000000], ['entry']);
  const other = await testSchema([Notes1700000000000], ['entry']);
  await ask(schema.url, "INSERT INTO note VALUES ('a')");
  await ask(schema.url, "INSERT INTO entry VALUES ('a')");
  await expect(ask(schema.url, "UPDATE note SET text = 'b'")).resolves.toBe(1);
  await expect(ask(schema.url, "UPDATE entry SET text = 'b'")).rejects.toThrow('permission denied');
  await expect(ask(schema.url, 'DROP TABLE note')).rejects.toThrow('must be owner');
  await expect(ask(other.url, 'SELECT * FROM note')).resolves.toBe(0);
  await schema.drop();
  await other.drop();
  await expect(ask(schema.url, 'SELECT 1')).rejects.toThrow('password authentication failed');
});
