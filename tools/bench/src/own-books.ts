import { Client } from 'pg';
import { good } from './json-http';
import type { World } from './world';

interface BookRow {
  readonly party: string;
  readonly kind: string;
  readonly number: string;
  readonly amountFen: number;
  readonly parts?: Readonly<Record<string, number>>;
  readonly state: string;
}

interface OrderRow {
  readonly id: string;
  readonly phase: string;
  readonly split: { readonly totalFen: number; readonly fundFen: number; readonly accountFen: number; readonly cashFen: number };
  readonly reference: string;
}

interface PartyRow extends BookRow {
  readonly reference: string;
}

/**
 * Compares some orders with the outside parties' books. Among copies, which no party has ever seen, the whole comparison of everybody's
 * books (@meridian/books) would find nothing but differences.
 * @returns what differs, one text each
 */
export async function compareOrders({ stack, admin }: World, orderNos: readonly string[]): Promise<string[]> {
  const { rows } = good(await admin.ask<{ rows: PartyRow[] }>('GET', '/books'), 'the books');
  const orders = await readOrders(stack.superuserUrl, orderNos);
  const byNumber = index(
    rows.filter(({ party }) => party !== 'insurance'),
    ({ party, number }) => `${party} ${number}`,
  );
  const byReference = index(
    rows.filter(({ party }) => party === 'insurance'),
    ({ reference }) => reference,
  );
  const missing = orderNos.filter((orderNo) => !orders.some(({ id }) => id === orderNo)).map((orderNo) => `${orderNo} is not stored`);
  return [...missing, ...orders.flatMap((order) => differencesOf(order, byNumber, byReference))];
}

type Index = ReadonlyMap<string, readonly PartyRow[]>;

function differencesOf({ id, phase, split, reference }: OrderRow, byNumber: Index, byReference: Index): string[] {
  const only = (rows: readonly PartyRow[] | undefined): PartyRow | undefined => (rows?.length === 1 ? rows[0] : undefined);
  const confirm = only(byNumber.get(`his ${id}`));
  const payment = only(byNumber.get(`wechat ${id}1101`));
  const settlement = only(byReference.get(reference));
  const found = [
    phase === 'CONFIRMED' ? '' : `is ${phase}`,
    confirm?.amountFen === split.totalFen ? '' : 'differs at the HIS',
    payment?.amountFen === split.cashFen && payment.state === 'SUCCESS' ? '' : 'differs at the channel',
    settlement?.parts?.fundFen === split.fundFen && settlement.parts.accountFen === split.accountFen && settlement.state === 'SETTLED'
      ? ''
      : 'differs at the insurer',
  ];
  return found.filter((what) => what !== '').map((what) => `${id} ${what}`);
}

async function readOrders(databaseUrl: string, orderNos: readonly string[]): Promise<OrderRow[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<OrderRow>(
      `SELECT id, phase, body -> 'split' AS split, body ->> 'settlementId' AS reference FROM svc_order.orders WHERE id = ANY ($1)`,
      [orderNos],
    );
    return rows;
  } finally {
    await client.end();
  }
}

function index(rows: readonly PartyRow[], keyOf: (row: PartyRow) => string): Index {
  const found = new Map<string, PartyRow[]>();
  for (const row of rows) found.set(keyOf(row), [...(found.get(keyOf(row)) ?? []), row]);
  return found;
}
