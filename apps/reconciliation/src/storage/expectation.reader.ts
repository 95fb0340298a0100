import { Database, statement } from '@meridian/platform/storage/database';
import { Injectable } from '@nestjs/common';
import type { Entry, Expectation, ExpectationKind, Side } from '../domain/expectation';

const COLUMNS =
  'expectation_id, kind, side, entry, reference, amount_fen::text AS amount, parts, at, day::text AS day, order_no, hospital_id';

const FOR_DAY = statement(
  'expectation-day',
  `SELECT ${COLUMNS} FROM expectation WHERE day = $1 UNION SELECT ${COLUMNS} FROM expectation WHERE reference = ANY ($2::text[]) ORDER BY 1`,
);
const OF_ORDER = statement(
  'expectation-order',
  `SELECT ${COLUMNS} FROM expectation WHERE order_no = $1 ORDER BY at, expectation_id LIMIT 2000`,
);

interface ExpectationRow {
  expectation_id: string;
  kind: ExpectationKind;
  side: Side;
  entry: Entry;
  reference: string;
  amount: string;
  parts: Record<string, number>;
  at: Date;
  day: string;
  order_no: string;
  hospital_id: string;
}

@Injectable()
export class ExpectationReader {
  constructor(private readonly database: Database) {}

  /** Those of a day, and those of any day that one of the references may belong to. */
  async forDay(day: string, references: readonly string[]): Promise<Expectation[]> {
    return (await this.database.rows<ExpectationRow>(FOR_DAY, [day, references])).map(expectationOf);
  }

  async ofOrder(orderNo: string): Promise<Expectation[]> {
    return (await this.database.rows<ExpectationRow>(OF_ORDER, [orderNo])).map(expectationOf);
  }
}

const expectationOf = ({ kind, side, entry, reference, parts, day, ...row }: ExpectationRow): Expectation => ({
  expectationId: row.expectation_id,
  kind,
  side,
  entry,
  reference,
  amountFen: Number(row.amount),
  parts,
  at: row.at.getTime(),
  day,
  orderNo: row.order_no,
  hospitalId: row.hospital_id,
});
