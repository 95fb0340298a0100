import { http } from '@meridian/dev/outside';
import { Database } from './database';
import { type BookRow, type End, type Evidence, type Expected, type Order, type Refund, type Transfer, whole } from './evidence';
import { problemsOf } from './verdict';

const PATIENCE_MS = 40_000;

/**
 * The independent look: what the outside parties wrote down, what the orders say and what the ledger holds, compared by arithmetic of
 * its own. It reads tables and the sandbox's books directly and shares no code with the services.
 */
export class Books {
  constructor(
    private readonly adminUrl: string,
    private readonly database: Database,
  ) {}

  /** Waits until everybody's books agree about an order. @throws with what still does not, when they do not come to. */
  async agree(orderNo: string, expected: End | Expected): Promise<void> {
    const wanted = typeof expected === 'string' ? { end: expected } : expected;
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const problems = await this.evidence(orderNo).then(
        (evidence) => problemsOf(evidence, wanted),
        (error: Error) => [`the books cannot be read: ${error.message}`],
      );
      if (problems.length === 0) return;
      if (Date.now() > end) throw new Error(`the books of ${orderNo} do not agree:\n  ${problems.join('\n  ')}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** What every party and table knows of one order. */
  async evidence(orderNo: string): Promise<Evidence> {
    const [rows, own] = await Promise.all([this.rows(), this.ofOrder(orderNo)]);
    const settlements = rows.filter((row) => row.party === 'insurance' && row.kind === 'settlement' && own.messageNos.includes(row.number));
    const numbers = settlements.map((row) => row.number);
    const mine = (row: BookRow): boolean => {
      if (row.party === 'insurance') return numbers.includes(row.number) || (row.of !== undefined && numbers.includes(row.of));
      return row.number.startsWith(orderNo);
    };
    return { orderNo, ...own, rows: rows.filter(mine) };
  }

  /** Every order there is, every row of every party, every transfer: nothing that belongs to nobody, and the totals agree. */
  async audit(): Promise<string[]> {
    const [rows, orders, sent, transfers] = await Promise.all([
      this.rows(),
      this.database.rows<{ id: string; phase: string; refunded: boolean; cases: string[] }>(ALL_ORDERS),
      this.database.rows<{ message_no: string }>(ALL_MESSAGES),
      this.database.rows<Transfer>(ALL_TRANSFERS),
    ]);
    const problems: string[] = [];
    const known = new Set(orders.map((order) => order.id));
    const messages = new Set(sent.map((one) => one.message_no));
    for (const row of rows) {
      const ours = row.party === 'insurance' ? messages.has(row.of ?? row.number) : known.has(row.number.slice(0, 18));
      if (!ours) problems.push(`${row.party} has a ${row.kind} ${row.number} that belongs to no order`);
    }
    for (const order of orders) {
      const end = order.phase === 'CONFIRMED' && order.refunded ? 'REFUNDED' : order.phase;
      if (end !== 'CONFIRMED' && end !== 'REFUNDED' && end !== 'CANCELLED') continue;
      const evidence = await this.evidence(order.id);
      const payments = evidence.rows.filter((row) => row.kind === 'payment').length;
      problems.push(...problemsOf(evidence, { end, payments, cases: order.cases }).map((text) => `${order.id}: ${text}`));
    }
    return [...problems, ...totalsDiffer(rows, transfers)];
  }

  private async rows(): Promise<BookRow[]> {
    const answer = await http('GET', `${this.adminUrl}/books`);
    return (answer.body as { rows: BookRow[] }).rows;
  }

  private async ofOrder(orderNo: string): Promise<Omit<Evidence, 'orderNo' | 'rows'>> {
    const read = <Row>(sql: string): Promise<Row[]> => this.database.rows<Row>(sql, [orderNo]);
    const [orders, refunds, steps, calls, cases, messages, transfers] = await Promise.all([
      read<Order>('SELECT phase, version, body FROM svc_order.orders WHERE id = $1'),
      read<Refund>('SELECT id, phase, version, body FROM svc_order.refund WHERE order_no = $1 ORDER BY id'),
      read<Evidence['steps'][number]>(inEveryService(STEPS)),
      read<{ kind: string }>(inEveryService(OPEN_CALLS)),
      read<{ reason: string }>(inEveryService(OPEN_CASES)),
      read<{ message_no: string }>(`${ALL_MESSAGES} AND order_no = $1`),
      read<Transfer>(`${ALL_TRANSFERS} WHERE order_no = $1`),
    ]);
    return {
      order: orders[0],
      refunds,
      steps,
      openCalls: calls.map((one) => one.kind),
      openCases: cases.map((one) => one.reason),
      messageNos: messages.map((one) => one.message_no),
      transfers: transfers.map((one) => ({ ...one, amount_fen: whole(one.amount_fen) })),
    };
  }
}

const SERVICES = ['svc_order', 'svc_payment', 'svc_insurance'];
const inEveryService = (select: (schema: string) => string): string => SERVICES.map(select).join(' UNION ALL ');
const STEPS = (schema: string) =>
  `SELECT '${schema}' AS schema, aggregate, aggregate_id, version, kind, rule, from_phase, to_phase FROM ${schema}.fact_log WHERE order_no = $1`;
// An order that has ended has taken its timers back.
const OPEN_CALLS = (schema: string) => `SELECT kind FROM ${schema}.call WHERE order_no = $1 AND status = 'open'`;
const OPEN_CASES = (schema: string) => `SELECT reason FROM ${schema}.case_file WHERE order_no = $1 AND resolved_at IS NULL`;
const ALL_MESSAGES = "SELECT payload ->> 'messageNo' AS message_no FROM svc_insurance.call WHERE kind = 'insurer.settle'";
const ALL_TRANSFERS = 'SELECT txn_key, debit, credit, amount_fen FROM svc_account.transfer';
const ALL_ORDERS = `
  SELECT o.id, o.phase,
    EXISTS (SELECT 1 FROM svc_order.refund r WHERE r.order_no = o.id AND r.phase = 'DONE') AS refunded,
    ARRAY(${inEveryService((schema) => `SELECT reason FROM ${schema}.case_file c WHERE c.order_no = o.id AND c.resolved_at IS NULL`)}) AS cases
  FROM svc_order.orders o ORDER BY o.id`;

/** The whole ledger against the whole of the outside: what the channel keeps for us, and what the insurer owes. */
function totalsDiffer(rows: readonly BookRow[], transfers: readonly Transfer[]): string[] {
  const net = new Map<string, number>();
  const move = (account: string, fen: number): unknown => net.set(account, (net.get(account) ?? 0) + fen);
  for (const { debit, credit, amount_fen } of transfers) {
    move(debit.replace(/\[.*/, ''), whole(amount_fen));
    move(credit.replace(/\[.*/, ''), -whole(amount_fen));
  }
  const total = (kind: BookRow['kind'], of: (row: BookRow) => number = (row) => row.amountFen): number =>
    rows.filter((row) => row.kind === kind && row.state !== 'CLOSED').reduce((sum, row) => sum + of(row), 0);
  const part = (name: string) => (row: BookRow) => row.parts?.[name] ?? 0;
  const expected: Record<string, number> = {
    CH: total('payment') - total('refund'),
    'INS.fund': total('settlement', part('fundFen')) - total('reversal', part('fundFen')),
    'INS.acct': total('settlement', part('accountFen')) - total('reversal', part('accountFen')),
    REFUND: 0,
  };
  const differing = Object.entries(expected).filter(([account, fen]) => (net.get(account) ?? 0) !== fen);
  const debits = [...net.values()].reduce((sum, fen) => sum + fen, 0);
  return [
    ...differing.map(([account, fen]) => `the ledger's ${account} is ${net.get(account) ?? 0}, the outside says ${fen}`),
    ...(debits === 0 ? [] : [`debits and credits differ by ${debits}`]),
  ];
}
