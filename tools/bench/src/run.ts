import { availableParallelism, cpus } from 'node:os';
import type { BooksReport } from '@meridian/books/check';
import type { Args } from './args';
import { type Baselines, measureBaselines } from './baselines';
import { Counters } from './counters';
import { type Durability, readDurability } from './durability';
import { measureIdle } from './measure';
import { type MixedRow, type MixedRun, runMixed } from './mixed';
import { compareOrders } from './own-books';
import { openVisit, type Registration, signInPatients } from './patients';
import { topFunctions } from './profile';
import { printBaselines, printDurability, printIdle, printRow } from './report';
import { settle } from './settle';
import { OrderStore, type Stored } from './stored-orders';
import type { World } from './world';

/** The row `growth`: the same settlements beside so many stored orders. */
export interface GrowthRow {
  readonly stored: Stored;
  readonly row: MixedRow;
}

/** What `--json` writes. */
export interface Result {
  readonly machine: { readonly processors: number; readonly model: string; readonly node: string };
  readonly seconds: number;
  readonly seed: string;
  readonly durability: Durability;
  readonly rows: {
    readonly mixed?: MixedRow;
    readonly 'mixed-registered'?: MixedRow;
    readonly growth?: readonly GrowthRow[];
  };
  /** CPU milliseconds a second of each process while nobody asks for anything. */
  readonly idleCpuMsPerSecond: Readonly<Record<string, number>>;
  readonly baselines: Baselines;
  readonly books: Pick<BooksReport, 'orders' | 'inFlight' | 'openCases' | 'ledgerImbalanceFen' | 'ok'>;
  /** Why the figures may not be used; empty when they may. */
  readonly void: readonly string[];
}

const BASELINE_SECONDS = 5;
const STORED = { orders: 10_000, evidence: true };
/** With the texts of their evidence they would fill a hundred gigabytes. */
const STORED_MAX = { orders: 1_000_000, evidence: false };

/** One run of the bench over one stack. */
export class Run {
  private readonly processors = availableParallelism();
  private readonly reasons: string[] = [];
  /** Settled so far, and not yet compared. */
  private settled = 0;

  constructor(
    private readonly world: World,
    private readonly args: Args,
    private readonly print: (line: string) => void,
  ) {}

  async all(): Promise<Result> {
    const { args, print } = this;
    const durability = await readDurability(this.world);
    printDurability(durability, print);
    if (!durability.durable) this.reasons.push('the servers are not durable');
    const counters = await Counters.open(this.world);
    try {
      const idleCpuMsPerSecond = await measureIdle(this.world, Math.min(args.seconds, BASELINE_SECONDS));
      printIdle(idleCpuMsPerSecond, print);
      const mixed = await this.asked(counters, 'mixed', 'window');
      const registered = await this.asked(counters, 'mixed-registered', 'platform');
      if (args.profile !== undefined) topFunctions(args.profile, print);
      const books = await this.compareBooks();
      const connections = (mixed ?? registered)?.connections ?? (await counters.serviceConnections());
      const baselines = await measureBaselines(this.world, connections, Math.min(args.seconds, BASELINE_SECONDS));
      printBaselines(baselines, mixed ?? registered, print);
      const growth = args.rows.includes('growth') ? await this.growth(counters, mixed) : undefined;
      return {
        machine: { processors: this.processors, model: cpus()[0]?.model ?? 'unknown', node: process.version },
        seconds: args.seconds,
        seed: args.seed,
        durability,
        rows: { ...(mixed && { mixed }), ...(registered && { 'mixed-registered': registered }), ...(growth && { growth }) },
        idleCpuMsPerSecond,
        baselines,
        books,
        void: this.reasons,
      };
    } finally {
      await counters.close();
    }
  }

  private async asked(counters: Counters, name: 'mixed' | 'mixed-registered', registration: Registration): Promise<MixedRow | undefined> {
    return this.args.rows.includes(name) ? (await this.measureRow(counters, name, registration)).row : undefined;
  }

  private async measureRow(counters: Counters, name: string, registration: Registration): Promise<MixedRun> {
    const { world, processors, print, args } = this;
    print(`\n${name}`);
    const patients = await signInPatients(world);
    const run = await runMixed({
      world,
      counters,
      processors,
      patients,
      registration,
      seconds: args.seconds,
      seed: `${args.seed}:${name}`,
      shares: args.shares,
      print,
      ...(args.profile === undefined ? {} : { onEdge: () => signalProfilers(world) }),
    });
    printRow(run.row, print);
    this.settled += run.row.settlements;
    this.reasons.push(...run.row.failures.map((why) => `${name}: ${why}`));
    return run;
  }

  /** Everybody's books, ledger included: every accepted settlement must be in all of them. */
  private async compareBooks(): Promise<Result['books']> {
    const { checkBooks } = await import('@meridian/books/check');
    const { stack } = this.world;
    const report = await checkBooks({ sandboxAdminUrl: stack.urls['sandbox-admin'] ?? '', databaseUrl: stack.superuserUrl });
    const { orders, inFlight, openCases, ledgerImbalanceFen, ok, differences } = report;
    this.print(
      `\nbooks: ${orders.match} of ${this.settled} orders agree with insurer, channel, HIS and ledger; ${differences.length} differences`,
    );
    if (!ok) this.reasons.push(`the books differ: ${JSON.stringify(differences.slice(0, 3))}`);
    if (inFlight > 0) this.reasons.push(`${inFlight} orders are still in flight`);
    if (orders.match < this.settled) this.reasons.push(`${this.settled} were settled, but only ${orders.match} orders agree`);
    return { orders, inFlight, openCases, ledgerImbalanceFen, ok };
  }

  private async growth(counters: Counters, empty: MixedRow | undefined): Promise<GrowthRow[]> {
    if (empty === undefined) await this.measureRow(counters, 'mixed, for comparison', 'window');
    const store = await OrderStore.from(this.world, await this.settledOrder());
    const rows: GrowthRow[] = [];
    try {
      for (const { orders, evidence } of this.args.growthMax ? [STORED, STORED_MAX] : [STORED]) {
        const stored = await store.fillTo(orders, evidence);
        const size = `${(stored.databaseBytes / 2 ** 30).toFixed(2)} GiB, ${(stored.bytesPerOrder / 1024).toFixed(1)} KiB and ${stored.rowsPerOrder} rows an order`;
        this.print(`\n${orders} orders stored in ${stored.seconds.toFixed(0)} s: ${size}`);
        const { row, orderNos } = await this.measureRow(counters, `mixed beside ${orders} stored orders`, 'window');
        this.reasons.push(...(await compareOrders(this.world, orderNos)));
        rows.push({ stored, row });
      }
    } finally {
      await store.close();
    }
    return rows;
  }

  /** One order more, whose rows are the pattern; given a moment until ledger, reconciliation and data platform have it. */
  private async settledOrder(): Promise<string> {
    const [patient] = await signInPatients(this.world);
    if (patient === undefined) throw new Error('the sandbox has no insured patient');
    const { orderNo } = await settle(this.world, patient, await openVisit(this.world, patient, 'window'));
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return orderNo;
  }
}

/** Every process of ours, and the sandbox, begins its profile or writes it. */
function signalProfilers({ stack }: World): void {
  for (const [name, pid] of Object.entries(stack.pids)) if (!['postgres', 'nats'].includes(name)) process.kill(pid, 'SIGUSR2');
}
