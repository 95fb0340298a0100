import { type Sql, statement } from '@meridian/platform/storage/database';
import type { Expectation } from '../domain/expectation';

const ADD = statement(
  'expectation-add',
  `INSERT INTO expectation (expectation_id, kind, side, entry, reference, amount_fen, parts, at, day, order_no, hospital_id)
   SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::jsonb[], $8::timestamptz[], $9::date[],
     $10::text[], $11::text[])`,
);

/** Adds the expectations of a batch of facts in one statement; the inbox rows of the facts share its transaction. */
export async function addExpectations(sql: Sql, all: readonly Expectation[]): Promise<void> {
  if (all.length === 0) return;
  const column = <Name extends keyof Expectation>(name: Name) => all.map((one) => one[name]);
  await sql.run(ADD, [
    column('expectationId'),
    column('kind'),
    column('side'),
    column('entry'),
    column('reference'),
    column('amountFen'),
    all.map(({ parts }) => JSON.stringify(parts)),
    all.map(({ at }) => new Date(at)),
    column('day'),
    column('orderNo'),
    column('hospitalId'),
  ]);
}
