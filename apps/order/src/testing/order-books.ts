import { collectionNoOf } from '@meridian/kernel/ids';
import type { Stage } from '@meridian/testing/stage';
import type { Order } from '../domain/order';
import type { Play } from './order-play';
import type { OrderService, Outside } from './order-process';

/** The orders of one bill beside the hospital's, insurance's and payment's books, once no call is open. */
export async function expectBooks(stage: Stage<OrderService>, { his, services }: Outside, play: Play): Promise<Order[]> {
  const rows = await stage.rows<{ body: Order }>('SELECT body FROM orders WHERE patient_id = ANY ($1)', [[`U${play.run}`, `X${play.run}`]]);
  const orders = rows.map((row) => row.body);
  const live = orders.filter((order) => order.phase !== 'CANCELLED');
  expect(live.length).toBeLessThanOrEqual(1);
  for (const order of orders) {
    expect(['CONFIRMED', 'CANCELLED']).toContain(order.phase);
    for (let generation = 1; generation <= order.generation; generation++) expectGeneration(order, generation, { his, services });
    await expectPapers(stage, order);
  }
  expect([...his.paidBy.values()]).toEqual(live.map((order) => `${order.orderNo}.${order.generation}`));
  for (const times of his.booked.values()) expect(times).toBe(1);
  for (const [key, bodies] of services.bodies) expect([key, ...bodies.slice(1)]).toEqual([key]);
  return orders;
}

const GIVEN_UP =
  "SELECT aggregate_id AS no FROM fact_log WHERE kind = 'cancelAsked' AND rule IN ('move', 'note') AND aggregate_id = ANY ($1)";

/** Who gave up in time is not served after all. */
export async function expectGivenUp(stage: Stage<OrderService>, orders: readonly Order[]): Promise<void> {
  const givenUp = await stage.rows<{ no: string }>(GIVEN_UP, [orders.map((order) => order.orderNo)]);
  for (const { no } of givenUp) expect([no, orders.find((order) => order.orderNo === no)?.phase]).toEqual([no, 'CANCELLED']);
}

/** All parties hold the money of a generation, or none of them does. */
function expectGeneration(order: Order, generation: number, { his, services }: Outside): void {
  const stands = order.phase === 'CONFIRMED' && generation === order.generation;
  const no = collectionNoOf(order.orderNo, generation);
  const collection = services.collections.get(no);
  const settlement = services.settlements.get(no);
  const keptFen = (collection?.capture?.amountFen ?? 0) - (collection?.refundedFen ?? 0);
  expect([no, 'cash', keptFen]).toEqual([no, 'cash', stands ? order.split?.cashFen : 0]);
  expect([no, 'still payable', collection?.state === 'OPEN']).toEqual([no, 'still payable', false]);
  const settled = settlement?.state === 'SETTLED' ? settlement.split : null;
  expect([no, 'insured', settled]).toEqual([no, 'insured', stands && order.payMode === 'INSURED' ? order.split : null]);
  const confirmed = his.bookings.get(`${order.orderNo}.${generation}`)?.state === 'confirmed';
  expect([no, 'confirmed', confirmed]).toEqual([no, 'confirmed', stands]);
}

async function expectPapers(stage: Stage<OrderService>, { orderNo, phase }: Order): Promise<void> {
  const claims = await stage.rows<{ live: boolean }>('SELECT live FROM bill_claim WHERE order_no = $1', [orderNo]);
  expect(claims).toEqual([{ live: phase !== 'CANCELLED' }]);
  const told = await stage.rows<{ subject: string }>('SELECT subject FROM outbox WHERE order_no = $1', [orderNo]);
  expect(told.map((row) => row.subject)).toEqual([`fact.order.order-${phase.toLowerCase()}.v1`]);
  expect(await stage.rows("SELECT kind, detail FROM fact_log WHERE rule = 'alarm' AND order_no = $1", [orderNo])).toEqual([]);
}

/** Under one key at most one body was ever served, with one and the same order; nobody touches another patient's. */
export function expectAnswers({ answers }: Play): void {
  for (const { one, outcome } of answers) {
    const same = answers.filter((other) => other.one.asks === one.asks && other.one.key === one.key && other.one.foreign === one.foreign);
    const served = same.filter((other) => other.outcome?.ok);
    expect(new Set(served.map((other) => other.body)).size).toBeLessThanOrEqual(1);
    expect(new Set(served.map((other) => (other.outcome?.ok ? other.outcome.value.order.orderNo : ''))).size).toBeLessThanOrEqual(1);
    if (outcome && !outcome.ok) expect(outcome.code).not.toBe('INTERNAL_ERROR');
    if (outcome && one.foreign) expect(outcome.ok ? 'done' : outcome.code).toMatch(/^(?:ORDER|BILL)_UNKNOWN$|^HIS_SILENT$/);
  }
}
