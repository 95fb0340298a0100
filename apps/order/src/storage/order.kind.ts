import { refused } from '@meridian/kernel/outcome';
import type { AggregateKind, Alongside } from '@meridian/platform/engine/types';
import type { Order, OrderFact } from '../domain/order';
import { decideOrder } from '../domain/order.decide';

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
  alongside: (before, after) => [
    ...(before.phase === 'DRAFT' && before.quotes === 0 && before.split === null ? [claim(after)] : []),
    ...(after.phase === 'CANCELLED' && before.phase !== 'CANCELLED' ? [releaseClaims(after.orderNo)] : []),
  ],
  refusalOf: (constraint) => (constraint === 'bill_claim_live' ? refused('BILL_CLAIMED') : undefined),
};

const claim = ({ hospitalId, orderNo, bill }: Order): Alongside => ({
  name: 'sheets_claimed',
  text: (place) =>
    `INSERT INTO bill_claim (hospital_id, sheet_no, order_no, live)
     SELECT ${place(hospitalId)}, sheet, ${place(orderNo)}, true FROM moved, unnest(${place(bill.sheets.map((sheet) => sheet.sheetNo))}::text[]) AS sheet`,
});

/** An order that has ended holds no sheets. */
export const releaseClaims = (orderNo: string): Alongside => ({
  name: 'sheets_released',
  text: (place) => `UPDATE bill_claim SET live = false FROM moved WHERE order_no = ${place(orderNo)} AND live`,
});
