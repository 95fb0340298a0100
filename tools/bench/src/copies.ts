/** How one settled order's rows become the rows of many: pure, from what the catalogue and the rows say to SQL. */

/** A column of a table as the catalogue describes it. */
export interface Column {
  readonly name: string;
  /** As `format_type` prints it. */
  readonly type: string;
  /** The server fills it in. */
  readonly filled: boolean;
  /** Any index has it. */
  readonly indexed: boolean;
}

/** A table and those of its rows that belong to the order, each column as text. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, string | null>>[];
}

/** A text that stands for the order, or for something that is the order's alone, with the SQL of what a copy has in its place; `g` counts copies. */
export interface Token {
  readonly text: string;
  readonly sql: string;
}

const WORD = /[A-Za-z0-9_-]{13,}/g;
const MANY_DIGITS = 6;
const HASH_LENGTH = 40;
const LONG = 100;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The copies have numbers of the year before: the shard, a day, the copy's count. */
const orderNumber = (orderNo: string): Token => ({
  text: orderNo,
  sql: `${quoted(orderNo.slice(0, 2))} || to_char(DATE '2025-01-01' + (g % 365)::int, 'YYMMDD') || lpad(g::text, ${orderNo.length - 8}, '0')`,
});

/** As long as the text it replaces: numbers count on at their end, everything else is spread like a hash. `serial` keeps two apart. */
function otherToken(text: string, serial: number): Token {
  if (/^[A-Z]{0,3}\d+(?:-\d+)?$/.test(text)) {
    const [body = '', end = ''] = text.split(/(?=-)/);
    const kept = body.slice(0, Math.max(2, body.length - 10)) + String(serial % 10);
    return { text, sql: `${quoted(kept)} || lpad(g::text, ${body.length - kept.length}, '0')${end === '' ? '' : ` || ${quoted(end)}`}` };
  }
  return { text, sql: `left(md5(${quoted(text)} || g) || md5(g || ${quoted(text)}), ${text.length})` };
}

/** Whatever an index holds without the order's number, and yet only this order can have: words with many digits, or as long as a hash. */
export function tokensOf(orderNo: string, tables: readonly TableRows[]): Token[] {
  const words = new Set<string>();
  for (const { columns, rows } of tables) {
    for (const { name } of columns.filter(({ indexed, type }) => indexed && type === 'text')) {
      const values = rows.map((row) => row[name] ?? '').filter((value) => !value.includes(orderNo));
      for (const value of values) for (const [word] of value.matchAll(WORD)) words.add(word);
    }
  }
  const own = [...words].filter((word) => word.replace(/\D/g, '').length >= MANY_DIGITS || word.length >= HASH_LENGTH);
  return [orderNumber(orderNo), ...own.sort((a, b) => b.length - a.length).map(otherToken)];
}

/** Where services keep what went over the wire, half of all bytes of an order. */
export const isEvidence = (table: string): boolean => table.endsWith('.exchange');

/** The same rows with the same keys, without the long texts in them. */
export const withoutTexts = ({ table, columns, rows }: TableRows): TableRows => ({
  table,
  columns,
  rows: rows.map((row) => Object.fromEntries(columns.map((column) => [column.name, shortened(column, row[column.name] ?? null)]))),
});

const shortened = ({ type, indexed }: Column, text: string | null): string | null => {
  if (text === null || indexed || text.length < LONG) return text;
  return type === 'jsonb' ? '{}' : '';
};

/** One statement that copies every row of a table for the counts $1 to $2. */
export function copyStatement({ table, columns, rows }: TableRows, tokens: readonly Token[]): string {
  const written = columns.filter(({ filled }) => !filled);
  const names = written.map(({ name }) => `"${name}"`).join(', ');
  const selects = rows.map(
    (row) => `SELECT ${written.map((column) => sqlOf(column, row[column.name] ?? null, tokens)).join(', ')} FROM counts`,
  );
  return `WITH counts AS MATERIALIZED (SELECT generate_series($1::bigint, $2::bigint) AS g)\nINSERT INTO ${table} (${names})\n${selects.join('\nUNION ALL ')}`;
}

function sqlOf({ name, type }: Column, text: string | null, tokens: readonly Token[]): string {
  if (text === null) return `NULL::${type}`;
  // An old transaction's: the outbox has carried it away long ago.
  if (type === 'xid8') return `'1'::xid8`;
  // What waited has waited long enough: an old order has no timer left.
  if (name === 'status' && text === 'open') return `'done'::${type}`;
  // Spread over the month so far; partitions, where there are any, exist for it.
  if (type.startsWith('timestamp')) return sooner(`${quoted(text)}::${type}`);
  if (type === 'date') return `(${sooner(`${quoted(text)}::timestamp`)})::date`;
  const found = tokens.filter((token) => text.includes(token.text));
  const value = found.reduce((sql, token) => `replace(${sql}, ${quoted(token.text)}, ${token.sql})`, quoted(text));
  return `(${value})::${type}`;
}

const sooner = (at: string): string => `${at} - (${at} - date_trunc('month', ${at})) * ((g % 9973) / 9973.0)`;
