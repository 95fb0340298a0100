import type { Clock } from '@meridian/kernel/clock';
import { type Database, statement } from '../storage/database';
import type { Reading } from './readings';

// All three walk a partial index of what is open; $1 is the domain's now, since that clock wrote the times.
const CALLS = statement(
  'metrics-calls',
  `SELECT kind,
     CASE WHEN age < 10 THEN 'under 10s' WHEN age < 60 THEN '10s to 1m' WHEN age < 600 THEN '1m to 10m' WHEN age < 3600 THEN '10m to 1h' ELSE 'over 1h' END AS age,
     count(*)::int AS open, count(*) FILTER (WHERE asks > 0)::int AS unknown, coalesce(max(age) FILTER (WHERE asks > 0), 0)::float AS oldest
   FROM (SELECT kind, asks, extract(epoch FROM $1::timestamptz - opened_at) AS age FROM call WHERE status = 'open' AND NOT timer AND NOT held) AS c
   GROUP BY 1, 2`,
);
const CASES = statement(
  'metrics-cases',
  `SELECT reason, count(*)::int AS open, extract(epoch FROM $1::timestamptz - min(opened_at))::float AS oldest
   FROM case_file WHERE resolved_at IS NULL GROUP BY reason`,
);
const OUTBOX = statement(
  'metrics-outbox',
  `SELECT count(w.at)::int AS waiting, coalesce(extract(epoch FROM $1::timestamptz - min(w.at)), 0)::float AS oldest,
     (SELECT seq FROM outbox_position)::float AS position
   FROM (SELECT o.at FROM outbox o, outbox_position p WHERE (o.xid, o.seq) > (p.xid, p.seq) ORDER BY o.xid, o.seq LIMIT 10000) AS w`,
);

/** What the tables of a service with a state machine tell: open and unknown calls, cases, the outbox. */
export function engineReadings(database: Database, clock: Clock): Reading[] {
  const now = (): [Date] => [new Date(clock.now())];
  return [
    {
      reading: 'calls',
      gauges: ['meridian_calls_open', 'meridian_calls_unknown', 'meridian_call_oldest_unknown_seconds'],
      look: async () => callSamples(await database.rows<CallsRow>(CALLS, now())),
    },
    {
      reading: 'cases',
      gauges: ['meridian_cases_open', 'meridian_case_oldest_seconds'],
      look: async () => {
        const rows = await database.rows<{ reason: string; open: number; oldest: number }>(CASES, now());
        return rows.flatMap(({ reason, open, oldest }) => [
          { name: 'meridian_cases_open', labels: { reason }, value: open },
          { name: 'meridian_case_oldest_seconds', labels: { reason }, value: oldest },
        ]);
      },
    },
    {
      reading: 'outbox',
      gauges: ['meridian_outbox_waiting_facts', 'meridian_outbox_oldest_seconds', 'meridian_outbox_position'],
      look: async () => {
        const [row] = await database.rows<{ waiting: number; oldest: number; position: number }>(OUTBOX, now());
        return [
          { name: 'meridian_outbox_waiting_facts', value: row?.waiting ?? 0 },
          { name: 'meridian_outbox_oldest_seconds', value: row?.oldest ?? 0 },
          { name: 'meridian_outbox_position', value: row?.position ?? 0 },
        ];
      },
    },
  ];
}

interface CallsRow {
  kind: string;
  age: string;
  open: number;
  unknown: number;
  oldest: number;
}

/** One row a kind and age; what is unknown is told by kind alone. */
function callSamples(rows: readonly CallsRow[]): Awaited<ReturnType<Reading['look']>> {
  const kinds = [...new Set(rows.map((row) => row.kind))];
  return [
    ...rows.map(({ kind, age, open }) => ({ name: 'meridian_calls_open', labels: { kind, age }, value: open }) as const),
    ...kinds.flatMap((kind) => {
      const mine = rows.filter((row) => row.kind === kind);
      const labels = { kind };
      return [
        { name: 'meridian_calls_unknown', labels, value: mine.reduce((sum, row) => sum + row.unknown, 0) },
        { name: 'meridian_call_oldest_unknown_seconds', labels, value: Math.max(...mine.map((row) => row.oldest)) },
      ] as const;
    }),
  ];
}
