import type { StoryEntry } from '@meridian/contracts/shared/story.message';
import { type Database, statement } from './storage/database';
import { traceIdOf } from './trace';

const STORY = statement(
  'story',
  `SELECT at, 'fact' AS kind, kind AS title, aggregate_id AS subject, traceparent, NULL::int AS took_ms,
          jsonb_build_object('rule', rule, 'from', from_phase, 'to', to_phase, 'version', version, 'factId', fact_id) || detail AS detail
     FROM fact_log WHERE order_no = $1
   UNION ALL SELECT opened_at, 'intent', kind, key, traceparent, NULL, jsonb_build_object('status', status, 'asks', asks) FROM call WHERE order_no = $1
   UNION ALL SELECT answered_at, 'answer', kind, key, traceparent, NULL, jsonb_build_object('heard', heard) FROM call
     WHERE order_no = $1 AND answered_at IS NOT NULL
   UNION ALL SELECT at, 'exchange', operation, call_key, traceparent, took_ms, jsonb_build_object('arm', arm, 'exchange', masked) FROM exchange WHERE order_no = $1
   UNION ALL SELECT at, 'event', subject, id, envelope::jsonb ->> 'traceparent', NULL, envelope::jsonb -> 'data' FROM outbox WHERE order_no = $1
   UNION ALL SELECT opened_at, 'case', reason, case_id, NULL, NULL,
          evidence || jsonb_strip_nulls(jsonb_build_object('resolution', resolution, 'resolvedBy', resolved_by, 'resolvedAt', resolved_at)) FROM case_file WHERE order_no = $1
   ORDER BY 1 LIMIT 2000`,
);

interface StoryRow {
  at: Date;
  kind: StoryEntry['kind'];
  title: string;
  subject: string;
  traceparent: string | null;
  took_ms: number | null;
  detail: Record<string, unknown>;
}

/** What one service knows of an order, oldest first. */
export async function storyOf(database: Database, service: string, orderNo: string): Promise<StoryEntry[]> {
  const rows = await database.rows<StoryRow>(STORY, [orderNo]);
  return rows.map((row) => {
    const traceId = traceIdOf(row.traceparent ?? undefined);
    return {
      at: row.at.getTime(),
      service,
      kind: row.kind,
      title: row.title,
      subject: row.subject,
      ...(traceId ? { traceId } : {}),
      ...(row.took_ms === null ? {} : { tookMs: row.took_ms }),
      detail: row.detail,
    };
  });
}
