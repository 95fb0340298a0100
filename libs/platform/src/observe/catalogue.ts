/** Who exports a metric: every process, those with an HTTP edge, every service, services with a state machine, or one app. */
type Exporter = 'process' | 'gateway' | 'service' | 'engine' | 'calls-out' | 'payment' | 'account' | 'reconciliation';

interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Every label has few values, known from the code: kinds, subjects, routes, codes. Never a number of an order or a person. */
  readonly labels: readonly string[];
  readonly from: Exporter;
  readonly buckets?: readonly number[];
}

/** Within this house: an answer takes milliseconds, and three seconds are the end of every contract. */
const INSIDE = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5] as const;
/** Outside: a centre may take twenty seconds. */
const OUTSIDE = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30] as const;

/**
 * Every metric of ours, once: what measures asks for it by name, and the dashboard, the alert rules and the running stack are tested
 * against it. Gauges of one database are the same from every process of its service: take their maximum, not their sum.
 */
export const METRICS = {
  meridian_http_request_seconds: {
    type: 'histogram',
    help: 'Time to answer, by route pattern, method and status',
    labels: ['method', 'route', 'status'],
    from: 'gateway',
    buckets: INSIDE,
  },
  meridian_bus_ask_seconds: {
    type: 'histogram',
    help: 'Time until another service answered, by subject and outcome: done, refused, silent, unavailable',
    labels: ['subject', 'outcome'],
    from: 'process',
    buckets: INSIDE,
  },
  meridian_bus_answer_seconds: {
    type: 'histogram',
    help: 'Time to answer another process, by subject and outcome: done, refused, failed',
    labels: ['subject', 'outcome'],
    from: 'service',
    buckets: INSIDE,
  },
  meridian_transitions_total: {
    type: 'counter',
    help: 'Facts that were decided about, by aggregate and by the rule of its state table',
    labels: ['aggregate', 'rule'],
    from: 'engine',
  },
  meridian_calls_taken_over_total: {
    type: 'counter',
    help: 'Calls taken over from a worker that had died, stopped or hung, by kind',
    labels: ['kind'],
    from: 'engine',
  },
  meridian_calls_open: {
    type: 'gauge',
    help: 'Intents without an answer yet, by kind and by how long they have been open',
    labels: ['kind', 'age'],
    from: 'engine',
  },
  meridian_calls_unknown: {
    type: 'gauge',
    help: 'Calls that were silent at least once and whose outcome nobody knows yet, by kind',
    labels: ['kind'],
    from: 'engine',
  },
  meridian_call_oldest_unknown_seconds: {
    type: 'gauge',
    help: 'How long the oldest unknown call has been open, by kind',
    labels: ['kind'],
    from: 'engine',
  },
  meridian_cases_open: { type: 'gauge', help: 'Cases that wait for a person, by reason', labels: ['reason'], from: 'engine' },
  meridian_case_oldest_seconds: {
    type: 'gauge',
    help: 'How long the oldest case has been waiting for a person, by reason',
    labels: ['reason'],
    from: 'engine',
  },
  meridian_outbox_waiting_facts: {
    type: 'gauge',
    help: 'Facts that are committed and not yet in the stream; counted to ten thousand',
    labels: [],
    from: 'engine',
  },
  meridian_outbox_oldest_seconds: {
    type: 'gauge',
    help: 'Age of the oldest fact that is committed and not yet in the stream',
    labels: [],
    from: 'engine',
  },
  meridian_outbox_position: { type: 'gauge', help: 'Sequence of the fact the relay carried last', labels: [], from: 'engine' },
  meridian_consumer_pending_facts: {
    type: 'gauge',
    help: 'Facts in the stream that a consumer has not been given yet',
    labels: ['consumer'],
    from: 'service',
  },
  meridian_consumer_unacknowledged_facts: {
    type: 'gauge',
    help: 'Facts that a consumer was given and has not acknowledged',
    labels: ['consumer'],
    from: 'service',
  },
  meridian_reading_up: {
    type: 'gauge',
    help: 'Whether what is looked up at a scrape could be looked up, by reading',
    labels: ['reading'],
    from: 'service',
  },
  meridian_outside_call_seconds: {
    type: 'histogram',
    help: 'Time of one operation of a plug-in, by how the outside party answered: accepted, rejected, silent',
    labels: ['plugin', 'operation', 'arm'],
    from: 'calls-out',
    buckets: OUTSIDE,
  },
  meridian_circuit_open: {
    type: 'gauge',
    help: '1 while the circuit to an outside party is open in this process: new business with it rests',
    labels: ['plugin', 'circuit'],
    from: 'calls-out',
  },
  meridian_rsa_operations_total: {
    type: 'counter',
    help: 'RSA operations of plug-ins: sign, verify, decrypt',
    labels: ['op'],
    from: 'payment',
  },
  meridian_ledger_imbalance_fen: {
    type: 'gauge',
    help: 'Sum of what order accounts hold that came to rest between 15 and 75 minutes ago; zero when every order came out even',
    labels: [],
    from: 'account',
  },
  meridian_ledger_uneven_orders: {
    type: 'gauge',
    help: 'Orders whose account is not even though it came to rest between 15 and 75 minutes ago',
    labels: [],
    from: 'account',
  },
  meridian_ledger_set_aside_total: {
    type: 'counter',
    help: 'Facts that were not posted: conflict (the key stands with other accounts or amounts), unpostable',
    labels: ['why'],
    from: 'account',
  },
  meridian_single_sided_fen: {
    type: 'gauge',
    help: 'Money that stands in one party’s books only, in fen, as the last check of the latest checked day found it, by side and kind',
    labels: ['side', 'kind'],
    from: 'reconciliation',
  },
  meridian_single_sided_differences: {
    type: 'gauge',
    help: 'Open differences between our expectations and the outside books, as the last check of the latest checked day found them',
    labels: ['side', 'kind'],
    from: 'reconciliation',
  },
  meridian_books_checked_timestamp_seconds: {
    type: 'gauge',
    help: 'When the books were last checked, in seconds of Unix time',
    labels: [],
    from: 'reconciliation',
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;
type NamesOf<Type extends Metric['type']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['type'] extends Type ? Name : never;
}[MetricName];
export type CounterName = NamesOf<'counter'>;
export type GaugeName = NamesOf<'gauge'>;
export type HistogramName = NamesOf<'histogram'>;
export type LabelOf<Name extends MetricName> = (typeof METRICS)[Name]['labels'][number];
