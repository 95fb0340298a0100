import { type Sql, type Statement, statement } from '../storage/database';

/** Statements by their text: few shapes, each parsed and planned once a connection. */
const SHAPES = new Map<string, Statement>();

function shaped(text: string): Statement {
  let known = SHAPES.get(text);
  if (!known) {
    known = statement(`commit-${SHAPES.size + 1}`, text);
    SHAPES.set(text, known);
  }
  return known;
}

/**
 * A whole transition as one statement: one round trip and one commit instead of a dozen. PostgreSQL carries out all of its parts or
 * none. The first part, `moved`, writes the aggregate's row under the version that was decided on; every other part selects from it, so
 * that nothing at all is written when somebody else has moved the row.
 */
export class CommitStatement {
  private readonly parts: string[] = [];
  private readonly values: unknown[] = [];
  private readonly answers: string[] = [];

  /** @returns the place of a value in the text. */
  readonly place = (value: unknown): string => `$${this.values.push(value)}`;

  /** How many parts there are; it makes names unique. */
  get size(): number {
    return this.parts.length;
  }

  /** @param text a statement that selects from a part before it */
  part(name: string, text: string): this {
    this.parts.push(`${name} AS (${text})`);
    return this;
  }

  answer(name: string, text: string): this {
    this.answers.push(`${text} AS ${name}`);
    return this;
  }

  async run<Row extends object>(sql: Sql): Promise<Row> {
    const [row] = await sql.rows<Row>(shaped(`WITH ${this.parts.join(',\n')}\nSELECT ${this.answers.join(', ')}`), this.values);
    return row as Row;
  }
}
