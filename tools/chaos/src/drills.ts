import { CELLS, type Cell, holesIn, nameOf } from './cells';
import type { ChaosConfig, Drill } from './config';
import type { DrillResult } from './figures';
import { killDrill } from './kills';
import { type CellResult, matrixResults, runCell } from './matrix';
import { Random } from './random';
import { BLOWS, serverDrill } from './servers';
import { problemsIn, type Theatre } from './theatre';

const ROUNDS = 10;
const PATIENTS = 12;
const BOOKS_PATIENCE_MS = 90_000;

/** One drill on a running theatre, drawn by its own seed so that each can be repeated alone. */
export async function runDrill(
  theatre: Theatre,
  drill: Drill,
  { seed, rows, match }: Pick<ChaosConfig, 'seed' | 'rows' | 'match'>,
  progress: (line: string) => void,
): Promise<DrillResult[]> {
  const random = new Random(seed);
  const options = { rounds: rows ?? ROUNDS, patients: Math.min(PATIENTS, 4 * (rows ?? ROUNDS)) };
  switch (drill) {
    case 'matrix': {
      const cells = CELLS.filter((cell) => match.split(',').some((text) => nameOf(cell).includes(text)));
      const chosen = rows === undefined ? cells : oneOfEach(random.shuffled(cells), rows);
      const results = matrixResults(await runCells(theatre, chosen, progress), holesIn(theatre.registered()));
      return [...results, booksResult(problemsIn(await theatre.books(BOOKS_PATIENCE_MS)))];
    }
    case 'takeover':
      return [await killDrill(theatre, random, { ...options, instances: 2 })];
    case 'restart':
      return [await killDrill(theatre, random, { ...options, instances: 1 })];
    case 'postgres':
    case 'nats':
    case 'jetstream':
      return [await serverDrill(theatre, random, BLOWS[drill], options)];
  }
}

/** Every order of the whole matrix together. */
const booksResult = (problems: readonly string[]): DrillResult => ({
  drill: 'matrix: all books',
  injected: 'nothing more: everybody’s books after the last cell',
  times: 0,
  recovered: 0,
  measured: {},
  problems,
  late: [],
});

async function runCells(theatre: Theatre, cells: readonly Cell[], progress: (line: string) => void): Promise<CellResult[]> {
  const results: CellResult[] = [];
  // Those that move the clock come last.
  const ordered = [...cells.filter((cell) => cell.flow !== 'abandon'), ...cells.filter((cell) => cell.flow === 'abandon')];
  for (const cell of ordered) {
    const result = await runCell(theatre, cell);
    results.push(result);
    const { upMs, restMs, problems } = result;
    progress(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${nameOf(cell).padEnd(52)} up ${upMs} ms, at its end ${restMs} ms`);
  }
  return results;
}

/** So many cells, the moments in turn, so that few cells still show every moment. */
function oneOfEach(cells: readonly Cell[], count: number): Cell[] {
  const left = [...cells];
  const chosen: Cell[] = [];
  const seen = (cell: Cell): number => chosen.filter((one) => one.moment === cell.moment).length;
  while (chosen.length < count && left.length > 0) {
    const next = left.reduce((best, cell) => (seen(cell) < seen(best) ? cell : best));
    chosen.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return chosen;
}
