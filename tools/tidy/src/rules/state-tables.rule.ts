import type { Rule } from '../rule';
import { stateTables } from '../state-tables';

/**
 * A table of moves is data of the domain that anybody may read: exported from a `*.states.ts`. TypeScript answers every (state, fact);
 * `state-tables.spec.ts` loads each table found here and walks it.
 */
export const stateTablesRule: Rule = {
  name: 'state-tables',
  check: (tree) =>
    stateTables(tree)
      .filter(({ file, exported }) => !exported || !/\/domain\/[^/]+\.states\.ts$/.test(file))
      .map(({ file, line, name }) => ({
        file,
        line,
        about: name,
        says: `${name} is a table of moves, but not exported from a domain/*.states.ts`,
      })),
};
