import { refused } from '@meridian/kernel/outcome';
import { type AggregateKind, Refused } from '@meridian/platform/engine/types';
import { statement } from '@meridian/platform/storage/database';
import type { Order, OrderFact } from '../domain/order';
import { decideOrder } from '../domain/order.decide';

const CLAIM = statement(
  'claim-sheets',
  'INSERT INTO bill_claim (hospital_id, sheet_no, order_no, live) SELECT $1, sheet, $3, true FROM unnest($2::text[]) AS sheet ON CONFLICT DO NOTHING',
);
const RELEASE = statement('release-claims', 'UPDATE bill_claim SET live = false WHERE order_no = $1 AND live');

const described = (fact: OrderFact): Record<string, unknown> => {
  const { kind: _kind, id: _id, ...rest } = fact as OrderFact & Record<string, unknown>;
  const { opened: _opened, choice: _choice, ...shown } = rest;
  return shown;
};

export const orderKind: AggregateKind<Order, OrderFact> = {
  name: 'order',
  table: 'orders',
  idOf: (state) => state.orderNo,
  orderNoOf: (state) => state.orderNo,
  phaseOf: (state) => state.phase,
  columns: { hospital_id: (state) => state.hospitalId, patient_id: (state) => state.patientId },
  decide: decideOrder,
  describe: described,
  // All sheets of the bill are claimed with the order or none; a cancelled order lets them go in the commit that ends it.
  alongside: async (sql, before, after) => {
    if (before.phase === 'DRAFT' && before.quotes === 0 && before.split === null) {
      const sheets = after.bill.sheets.map((sheet) => sheet.sheetNo);
      const claimed = await sql.run(CLAIM, [after.hospitalId, sheets, after.orderNo]);
      if (claimed !== sheets.length) throw new Refused(refused('BILL_CLAIMED'));
    }
    if (after.phase === 'CANCELLED' && before.phase !== 'CANCELLED') await sql.run(RELEASE, [after.orderNo]);
  },
};
