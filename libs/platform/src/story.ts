import type { StoryEntry } from '@meridian/contracts/shared/story.message';
import { unsealed } from './engine/evidence-store';
import { type Database, statement } from './storage/database';
import { traceIdOf } from './trace';
import type { Vault } from './vault';

const STORY = statement(
  'story',
  `SELECT at, 'fact' AS kind, kind AS title, aggregate_id AS subject, traceparent, NULL::int AS took_ms, NULL::bytea AS sealed, NULL::text[] AS sensitive,
          jsonb_build_object('rule', rule, 'from', from_phase, 'to', to_phase, 'version', version, 'factId', fact_id) || detail AS detail
     FROM fact_log WHERE order_no = $1
   UNION ALL SELECT opened_at, 'intent', kind, key, traceparent, NULL, NULL, NULL, jsonb_strip_nulls(jsonb_build_object('status', status, 'asks', asks, 'takenOver', nullif(taken_over, 0), 'timer', nullif(timer, false))) FROM call WHERE order_no = $1
   UNION ALL SELECT answered_at, 'answer', kind, key, traceparent, NULL, NULL, NULL, jsonb_build_object('heard', heard) FROM call
     WHERE order_no = $1 AND answered_at IS NOT NULL
   UNION ALL SELECT at, 'exchange', operation, call_key, traceparent, took_ms, sealed, sensitive, jsonb_build_object('arm', arm) FROM exchange WHERE order_no = $1
   UNION ALL SELECT at, 'event', subject, id, envelope::jsonb ->> 'traceparent', NULL, NULL, NULL, envelope::jsonb -> 'data' FROM outbox WHERE order_no = $1
   UNION ALL SELECT opened_at, 'case', reason, case_id, NULL, NULL, NULL, NULL,
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
  sealed: Buffer | null;
  sensitive: string[] | null;
  detail: Record<string, unknown>;
}

/** What one service knows of an order, oldest first. */
export async function storyOf(from: { database: Database; vault: Vault }, service: string, orderNo: string): Promise<StoryEntry[]> {
  const rows = await from.database.rows<StoryRow>(STORY, [orderNo]);
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
      detail: row.sealed ? { ...row.detail, exchange: shown(from.vault, row.sealed, row.sensitive ?? []) } : row.detail,
    };
  });
}

/** Evidence that was altered, or sealed under another key, must not hide the rest of the story. */
function shown(vault: Vault, sealed: Buffer, sensitive: readonly string[]): object {
  try {
    return unsealed(vault, sealed, sensitive);
  } catch {
    return { unreadable: true };
  }
}
