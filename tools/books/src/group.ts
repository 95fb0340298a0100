/** Rows by a key, each list in the order of the rows. */
export function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

export const sumOf = <Row>(rows: readonly Row[], fenOf: (row: Row) => number): number => rows.reduce((sum, row) => sum + fenOf(row), 0);
