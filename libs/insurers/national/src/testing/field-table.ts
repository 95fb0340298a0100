import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Field {
  readonly f: string;
  /** S text, N number, D date, DT date and time. */
  readonly t: string;
  /** Characters of a text; digits and decimals of a number. */
  readonly len: string;
  readonly req: boolean;
}

type Nodes = Readonly<Record<string, readonly Field[]>>;

const FILE = join(__dirname, '../../fixtures/fields.json');
const { transactions } = JSON.parse(readFileSync(FILE, 'utf8')) as { transactions: Record<string, { input?: Nodes; output?: Nodes }> };

/** What a request's input breaks of the field table of its transaction: unknown or missing members, types, lengths. */
export function inputFaults(infno: string, input: Readonly<Record<string, unknown>>): string[] {
  const nodes = nodesOf(infno, 'input');
  const unknown = Object.keys(input).filter((name) => nodes[name] === undefined && nodes[`${name}[]`] === undefined);
  const faults = Object.entries(nodes)
    .filter(([name]) => !name.includes('.'))
    .flatMap(([name, fields]) => nodeFaults(name, fields, input[name.replace('[]', '')]));
  return [...unknown.map((name) => `${name} is no node`), ...faults];
}

/** Members seen in real answers though they stand in no table (facts/insurance.md A.7). */
const SEEN: Readonly<Record<string, readonly string[]>> = { '2208': ['psn_cash_pay'] };

/** Members of an answer that stand in no table: a fixture must not invent any. */
export function inventedMembers(infno: string, output: Readonly<Record<string, unknown>>): string[] {
  const nodes = nodesOf(infno, 'output');
  return Object.entries(output).flatMap(([name, value]) => {
    const fields = nodes[name] ?? nodes[`${name}[]`];
    if (!fields) return [name];
    const known = new Set([...fields.map(({ f }) => f), ...(SEEN[infno] ?? [])]);
    return [value ?? []].flat().flatMap((node) => Object.keys(node as object).filter((member) => !known.has(member)));
  });
}

const nodesOf = (infno: string, side: 'input' | 'output'): Nodes => transactions[infno === '2203' ? '2203A' : infno]?.[side] ?? {};

function nodeFaults(name: string, fields: readonly Field[], value: unknown): string[] {
  if (name.endsWith('[]') !== Array.isArray(value)) return [`${name} is missing or of the wrong shape`];
  return [value].flat().flatMap((node) => {
    const members = (node ?? {}) as Record<string, unknown>;
    const known = new Set(fields.map(({ f }) => f));
    const unknown = Object.keys(members).filter((member) => !known.has(member));
    return [
      ...unknown.map((member) => `${name}.${member} is no member`),
      ...fields.filter((field) => !fits(field, members[field.f])).map(({ f }) => `${name}.${f} is missing or does not fit`),
    ];
  });
}

function fits({ t, len, req }: Field, value: unknown): boolean {
  if (value === undefined) return !req;
  if (t === 'N') return fitsNumber(len, value);
  if (typeof value !== 'string') return false;
  if (t === 'D') return /^\d{4}-\d\d-\d\d$/.test(value);
  if (t === 'DT') return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value);
  return value.length > 0 && value.length <= Number(len);
}

function fitsNumber(len: string, value: unknown): boolean {
  const [digits = 0, decimals = 0] = len.split(',').map(Number);
  const match = /^(\d+)(?:\.(\d+))?$/.exec(String(value));
  return match !== null && (match[2] ?? '').length <= decimals && (match[1] ?? '').length <= digits - decimals;
}
