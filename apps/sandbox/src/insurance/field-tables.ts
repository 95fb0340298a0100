import tables from './fields.json';

/** One field of a node; `f` its name, `cn` its Chinese title, `len` digits and decimals of a number or the length of a text. */
export interface Field {
  readonly f: string;
  readonly cn: string;
  /** S text, N number, D date, DT date and time. */
  readonly t: string;
  readonly len: string;
  readonly req: boolean;
}

/** Nodes by name; a name that ends in `[]` is a list. */
export type Nodes = Readonly<Record<string, readonly Field[]>>;

export interface TransactionTable {
  readonly name: string;
  readonly input: Nodes;
  readonly output: Nodes;
}

const byNumber: Readonly<Record<string, TransactionTable>> = tables.transactions;

/** The field tables of a transaction; 2203 has those of 2203A. @throws Error for a transaction that is not played here */
export function tableOf(infno: string): TransactionTable {
  const table = byNumber[infno === '2203' ? '2203A' : infno];
  if (table === undefined) throw new Error(`no field table for ${infno}`);
  return table;
}
