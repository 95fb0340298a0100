import { type Column, copyStatement, isEvidence, type TableRows, tokensOf, withoutTexts } from './copies';

const column = (name: string, type: string, more: Partial<Column> = {}): Column => ({ name, type, filled: false, indexed: false, ...more });
const ORDER_NO = '012611220000000001';

const claims: TableRows = {
  table: 'svc_order.bill_claim',
  columns: [column('order_no', 'text', { indexed: true }), column('sheet_no', 'text', { indexed: true }), column('live', 'boolean')],
  rows: [{ order_no: ORDER_NO, sheet_no: 'S26112218480796909905-1', live: 'true' }],
};
const outbox: TableRows = {
  table: 'svc_order.outbox',
  columns: [
    column('xid', 'xid8', { indexed: true }),
    column('seq', 'bigint', { indexed: true, filled: true }),
    column('id', 'text', { indexed: true }),
    column('envelope', 'text'),
    column('at', 'timestamp with time zone'),
  ],
  rows: [{ xid: '970', seq: '1', id: `order.${ORDER_NO}.8`, envelope: `{"it's":"${ORDER_NO}"}`, at: '2026-11-22 10:48:08+00' }],
};

it('the order and what an index holds of it alone are tokens; what belongs to many orders is none', () => {
  const keys: TableRows = {
    table: 'x',
    columns: [column('key', 'text', { indexed: true }), column('hospital_id', 'text', { indexed: true }), column('note', 'text')],
    rows: [
      { key: `ins:national/450200202611221848085656037626`, hospital_id: 'H45020000001', note: '12345678901234567890' },
      { key: 'reconciliation-expectations', hospital_id: null, note: null },
    ],
  };
  expect(tokensOf(ORDER_NO, [claims, outbox, keys]).map(({ text }) => text)).toEqual([
    ORDER_NO,
    '450200202611221848085656037626',
    'S26112218480796909905-1',
  ]);
});

it('a copy has its own numbers, an old transaction, and leaves to the server what the server fills in', () => {
  const sql = copyStatement(outbox, tokensOf(ORDER_NO, [outbox]));
  expect(sql).toContain('INSERT INTO svc_order.outbox ("xid", "id", "envelope", "at")');
  expect(sql).toContain("'1'::xid8");
  expect(sql).toContain(`replace('order.${ORDER_NO}.8', '${ORDER_NO}', '01' || to_char(`);
  expect(sql).toContain(`'{"it''s":"${ORDER_NO}"}'`);
});

it('evidence can go without its texts, and keeps its keys', () => {
  const long = 'x'.repeat(5_000);
  const exchange: TableRows = {
    table: 'svc_order.exchange',
    columns: [column('call_key', 'text', { indexed: true }), column('masked', 'jsonb'), column('sealed', 'text'), column('arm', 'text')],
    rows: [{ call_key: long, masked: `{"a":"${long}"}`, sealed: long, arm: 'accepted' }],
  };
  expect([isEvidence(exchange.table), isEvidence('svc_order.call')]).toEqual([true, false]);
  expect(withoutTexts(exchange).rows).toEqual([{ call_key: long, masked: '{}', sealed: '', arm: 'accepted' }]);
});
