import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Database } from './database';
import type { Person } from './people';

/**
 * Where a patient's name, ID number or credential stands in the clear: every column of every table of the services, every log, and what
 * the broker keeps. Sealed columns hold nothing readable, so nothing is left out.
 */
export async function leaks(people: readonly Person[], database: Database, folders: readonly string[]): Promise<string[]> {
  const words = people.flatMap(({ name, idNo, secrets }) => [name, idNo, ...secrets]);
  const canary = new RegExp([...new Set(words.flatMap((word) => [word, escaped(word), encodeURIComponent(word)]))].map(literal).join('|'));
  const found: string[] = [];
  for (const table of await tables(database)) {
    const rows = await database.rows<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
    for (const { row } of rows) {
      const match = canary.exec(row);
      if (match) found.push(`${table} holds ${shape(match[0])}: …${row.slice(Math.max(0, match.index - 60), match.index)}`);
    }
  }
  for (const file of folders.flatMap(filesIn)) {
    const text = readFileSync(file, 'utf8');
    const match = canary.exec(text);
    if (match) found.push(`${path.basename(file)} holds ${shape(match[0])}: …${text.slice(Math.max(0, match.index - 60), match.index)}`);
  }
  return found;
}

const tables = async (database: Database): Promise<string[]> => {
  const rows = await database.rows<{ name: string }>(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname LIKE 'svc\\_%' ORDER BY 1",
  );
  return rows.map((row) => row.name);
};

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());

/** As JSON with ASCII alone would write it. */
const escaped = (text: string): string => text.replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** The finding must not be a leak itself. */
const shape = (text: string): string => `a text of ${text.length} characters`;
