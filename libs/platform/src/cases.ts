import type { CaseResolution, CaseView, ListCasesRequest } from '@meridian/contracts/shared/case.message';
import type { CommitStatement } from './engine/commit-statement';
import { type Database, type Sql, statement } from './storage/database';
import { storableJson } from './storage/storable';

const OPEN = 'resolved_at IS NULL';
/** A statement for each choice of conditions, so that each has a plan of its own. */
const list = (conditions: readonly string[]) =>
  statement(
    `case-list-${conditions.join('-')}`,
    `SELECT * FROM case_file WHERE ${['true', ...conditions].join(' AND ')} ORDER BY opened_at LIMIT 200`,
  );
const READ = statement('case-read', 'SELECT * FROM case_file WHERE case_id = $1');
const RESOLVE = statement(
  'case-resolve',
  `UPDATE case_file SET resolved_at = $2, resolution = $3, resolved_by = $4, note = $5 WHERE case_id = $1 AND resolved_at IS NULL`,
);

interface CaseRow {
  case_id: string;
  aggregate: string;
  aggregate_id: string;
  order_no: string;
  reason: string;
  evidence: Record<string, unknown>;
  opened_at: Date;
  resolved_at: Date | null;
  resolution: CaseResolution | null;
  resolved_by: string | null;
}

export interface CaseFile extends CaseView {
  readonly aggregate: string;
  readonly aggregateId: string;
}

const fileOf = (service: string, row: CaseRow): CaseFile => ({
  caseId: row.case_id,
  service,
  orderNo: row.order_no,
  reason: row.reason,
  openedAt: row.opened_at.getTime(),
  ...(row.resolved_at ? { resolvedAt: row.resolved_at.getTime() } : {}),
  ...(row.resolution ? { resolution: row.resolution } : {}),
  ...(row.resolved_by ? { resolvedBy: row.resolved_by } : {}),
  evidence: row.evidence,
  aggregate: row.aggregate,
  aggregateId: row.aggregate_id,
});

/** What stands in a reply: the view without the engine's own columns. */
export const caseView = ({ aggregate: _aggregate, aggregateId: _id, ...view }: CaseFile): CaseView => view;

interface NewCase {
  readonly caseId: string;
  readonly aggregate: string;
  readonly id: string;
  readonly orderNo: string;
  readonly reason: string;
  readonly evidence: object;
  readonly at: number;
  readonly again?: number;
}

/**
 * Calls a person, in the commit of what calls for one. A case that is open stays one. A case that was resolved stays resolved, and its
 * decision on record: when the same comes up again a new case is opened, told apart by `again`; without it, none is.
 */
export function addCase(commit: CommitStatement, follows: string, file: NewCase): void {
  const { place } = commit;
  const { caseId, aggregate, id, orderNo, reason, evidence, at, again } = file;
  const [known, suffix] = [`${place(caseId)}::text`, `${place(again === undefined ? '' : `:${again}`)}::text`];
  const row = [aggregate, id, orderNo, reason, storableJson(evidence), new Date(at)].map(place);
  commit.part(
    `case_${commit.size}`,
    `INSERT INTO case_file (case_id, aggregate, aggregate_id, order_no, reason, evidence, opened_at)
     SELECT ${known} || CASE WHEN EXISTS (SELECT 1 FROM case_file WHERE case_id = ${known} AND resolved_at IS NOT NULL) THEN ${suffix} ELSE '' END,
       ${row.join(', ')} FROM ${follows}
     ON CONFLICT (case_id) DO NOTHING`,
  );
}

export async function listCaseFiles(database: Database, service: string, asked: ListCasesRequest): Promise<CaseFile[]> {
  const ofOrder = asked.orderNo === undefined ? [] : ['order_no = $1'];
  const conditions = [...ofOrder, ...(asked.state === 'all' ? [] : [OPEN])];
  const rows = await database.rows<CaseRow>(list(conditions), asked.orderNo === undefined ? [] : [asked.orderNo]);
  return rows.map((row) => fileOf(service, row));
}

export async function readCaseFile(database: Database, service: string, caseId: string): Promise<CaseFile | undefined> {
  const [row] = await database.rows<CaseRow>(READ, [caseId]);
  return row && fileOf(service, row);
}

/** @returns false when somebody else resolved it first. */
export async function closeCaseFile(
  sql: Sql,
  caseId: string,
  by: { resolution: CaseResolution; resolvedBy: string; note: string; at: number },
): Promise<boolean> {
  return (await sql.run(RESOLVE, [caseId, new Date(by.at), by.resolution, by.resolvedBy, by.note])) > 0;
}
