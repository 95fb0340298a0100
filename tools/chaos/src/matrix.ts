import { until } from '@meridian/dev/outside';
import { type Cell, nameOf } from './cells';
import { type DrillResult, measuredOf } from './figures';
import { FLOWS, type FlowPlace, type Station } from './flows';
import { ANY_ORDER, MOMENTS } from './moments';
import { CALLERS, type Theatre } from './theatre';
import type { Visit } from './visit';

/** The order's own window, and a little more. */
const WINDOW_MS = 31 * 60_000;
const BOOKS_PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 5;

export interface CellResult {
  readonly cell: Cell;
  /** From the death until the process was ready again. */
  readonly upMs: number;
  /** From the death until the order had come to its end. */
  readonly restMs: number;
  readonly problems: readonly string[];
}

/** Kills a service at exactly one moment of one call of one order, starts it again, and sees the order to its end. */
export async function runCell(theatre: Theatre, cell: Cell): Promise<CellResult> {
  const flow = FLOWS[cell.flow];
  const visit = await theatre.visit('platform');
  const death = new Death(theatre, cell);
  const place: FlowPlace = {
    outside: theatre.outside,
    reached: async (station, reached) => death.armAt(station, reached),
    waitOut: async () => {
      await theatre.advance(WINDOW_MS);
      await theatre.signedIn(visit.patient, visit.person);
    },
  };
  const problems: string[] = [];
  await flow(visit, place)
    // The patient sees the end before the last calls have their answers; one of them may be the one to die in.
    .then(() => noCallIsOpen(theatre, visit.orderNo))
    .catch((error: Error) => problems.push(error.message));
  const restedAt = Date.now();
  const { struckAt, upAt } = await death.over();
  theatre.people.giveBack(visit.person);
  await theatre.outside.clearFaults();
  if (struckAt === undefined) problems.push('the moment never came: nothing was killed');
  if (visit.hasOrder) problems.push(...(await theatre.booksOf(visit.orderNo, BOOKS_PATIENCE_MS)));
  return { cell, upMs: upAt - (struckAt ?? upAt), restMs: restedAt - (struckAt ?? restedAt), problems };
}

const OPEN_CALLS = CALLERS.map(
  (service) => `SELECT kind FROM svc_${service}.call WHERE order_no = $1 AND status = 'open' AND kind NOT LIKE 'timer.%'`,
).join(' UNION ALL ');

const noCallIsOpen = (theatre: Theatre, orderNo: string): Promise<true> =>
  until(async () => (await theatre.database.rows(OPEN_CALLS, [orderNo])).length === 0 || undefined, {
    what: 'the last call to be answered',
    withinMs: BOOKS_PATIENCE_MS,
  });

/** Waits for the one death of a cell beside its flow, and brings the service back. */
class Death {
  private watching: Promise<void> | undefined;
  private ended = false;
  private struckAt: number | undefined;
  private upAt = 0;
  private orderNo: string = ANY_ORDER;

  constructor(
    private readonly theatre: Theatre,
    private readonly cell: Cell,
  ) {}

  armAt(station: Station, visit: Visit): void {
    if (station !== this.cell.from) return;
    this.orderNo = station === 'start' ? ANY_ORDER : visit.orderNo;
    this.theatre.arm(this.strike);
    this.watching = this.watch();
  }

  async over(): Promise<{ struckAt: number | undefined; upAt: number }> {
    this.ended = true;
    await this.watching;
    this.theatre.disarm(this.strike);
    return { struckAt: this.struckAt, upAt: this.upAt };
  }

  private get strike() {
    const { service, kind, moment } = this.cell;
    return { service, kind, moment, orderNo: this.orderNo };
  }

  private async watch(): Promise<void> {
    while (this.struckAt === undefined && !this.ended) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      this.struckAt = this.theatre.struckAt(this.strike);
    }
    if (this.struckAt === undefined) return;
    await this.theatre.restartDead(this.cell.service);
    this.upAt = Date.now();
  }
}

/** One line of figures a moment, over all kinds. */
export function matrixResults(results: readonly CellResult[], holes: readonly string[]): DrillResult[] {
  const tried = MOMENTS.filter((moment) => results.some(({ cell }) => cell.moment === moment));
  const lines = tried.map((moment): DrillResult => {
    const mine = results.filter(({ cell }) => cell.moment === moment);
    const good = mine.filter(({ problems }) => problems.length === 0);
    return {
      drill: `matrix: ${moment}`,
      injected: `SIGKILL of the caller ${moment}, over ${new Set(mine.map(({ cell }) => cell.kind)).size} kinds of calls`,
      times: mine.length,
      recovered: good.length,
      measured: {
        'up again': measuredOf(good.map(({ upMs }) => upMs)),
        'order at its end': measuredOf(good.map(({ restMs }) => restMs)),
      },
      problems: mine.flatMap(({ cell, problems }) => problems.map((problem) => `${nameOf(cell)}: ${problem}`)),
      late: [],
    };
  });
  const none = { injected: 'kinds of calls in the code against the matrix', times: holes.length, recovered: 0, measured: {} };
  return holes.length === 0 ? lines : [...lines, { drill: 'matrix: holes', ...none, problems: holes, late: [] }];
}
