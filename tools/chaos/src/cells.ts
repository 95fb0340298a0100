import type { FlowName, Station } from './flows';
import { MOMENTS, type Moment } from './moments';

/** In which flow a kind of call is made, and the last station before it. */
export interface Row {
  readonly service: string;
  readonly kind: string;
  readonly flow: FlowName;
  readonly from: Station;
}

/** One place to die: a row at a moment. */
export interface Cell extends Row {
  readonly moment: Moment;
}

const row = (service: string, kind: string, flow: FlowName, from: Station): Row => ({ service, kind, flow, from });

/** Every kind of call there is, in every flow where it matters how it is met again. */
export const ROWS: readonly Row[] = [
  row('order', 'his.lock', 'settle', 'start'),
  row('order', 'insurance.quote', 'settle', 'start'),
  row('order', 'insurance.settle', 'settle', 'quoted'),
  row('order', 'payment.collect', 'settle', 'quoted'),
  row('order', 'his.confirm', 'settle', 'payable'),
  row('order', 'his.withdraw', 'cancel quoted', 'quoted'),
  row('order', 'his.withdraw', 'undo', 'payable'),
  row('order', 'payment.close', 'cancel unpaid', 'payable'),
  row('order', 'insurance.reverse', 'cancel unpaid', 'payable'),
  row('order', 'insurance.reverse', 'refund', 'confirmed'),
  row('order', 'payment.refund', 'undo', 'payable'),
  row('order', 'payment.refund', 'refund', 'confirmed'),
  row('order', 'his.release', 'refund', 'confirmed'),
  row('order', 'his.book-refund', 'refund', 'confirmed'),
  row('order', 'his.hold', 'refund blocked', 'confirmed'),
  row('insurance', 'insurer.register', 'settle', 'start'),
  row('insurance', 'insurer.quote', 'settle', 'start'),
  row('insurance', 'insurer.settle', 'settle', 'quoted'),
  row('insurance', 'insurer.settle', 'cancel unpaid', 'quoted'),
  row('insurance', 'insurer.release', 'cancel quoted', 'quoted'),
  row('insurance', 'insurer.reverse', 'cancel unpaid', 'payable'),
  row('insurance', 'insurer.reverse', 'refund', 'confirmed'),
  row('payment', 'channel.open', 'settle', 'quoted'),
  row('payment', 'channel.watch', 'settle without callbacks', 'quoted'),
  row('payment', 'channel.close', 'cancel unpaid', 'payable'),
  row('payment', 'channel.refund', 'undo', 'payable'),
  row('payment', 'channel.refund', 'refund', 'confirmed'),
  row('payment', 'channel.watch-refund', 'refund without callbacks', 'confirmed'),
  // Last: it moves the clock.
  row('order', 'timer.expire', 'abandon', 'start'),
];

/** What cannot happen, each with its reason. */
const IMPOSSIBLE: Readonly<Record<string, readonly Moment[]>> = {
  // A timer is kept like a call and sends nothing.
  'timer.expire': ['after-send'],
};

const possible = ({ kind }: Row): readonly Moment[] => MOMENTS.filter((moment) => !IMPOSSIBLE[kind]?.includes(moment));

export const CELLS: readonly Cell[] = ROWS.flatMap((one) => possible(one).map((moment) => ({ ...one, moment })));

export const nameOf = ({ kind, moment, flow }: Cell): string => `${kind} ${moment} (${flow})`;

/** Pure: kinds that are registered and in no row, and rows of kinds that nobody registers. Either is a hole in the matrix. */
export function holesIn(registered: Readonly<Record<string, readonly string[]>>, rows: readonly Row[] = ROWS): string[] {
  const inRows = (service: string, kind: string): boolean => rows.some((one) => one.service === service && one.kind === kind);
  const missing = Object.entries(registered).flatMap(([service, kinds]) =>
    kinds.filter((kind) => !inRows(service, kind)).map((kind) => `${service} makes ${kind}, and no cell kills it there`),
  );
  const stale = rows
    .filter(({ service, kind }) => !registered[service]?.includes(kind))
    .map(({ service, kind }) => `the matrix has ${kind}, and ${service} does not make it`);
  return [...missing, ...new Set(stale)];
}
