import { setTimeout as delay } from 'node:timers/promises';
import { Gauge, Registry, register } from 'prom-client';
import { type GaugeName, METRICS } from './catalogue';
import { described, type MetricsPage } from './metrics';

export interface Sample {
  readonly name: GaugeName;
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Gauges that are looked up when somebody scrapes: one cheap question, never on the way of a payment. */
export interface Reading {
  readonly reading: string;
  readonly gauges: readonly GaugeName[];
  look(): Promise<readonly Sample[]>;
  /** However often a process is scraped, it looks no more often than this; 5000 unless told. */
  readonly freshMs?: number;
}

const FRESH_MS = 5000;
/** A database that does not answer costs a scrape this long, and its gauges are missing then: no answer is no zero. */
const PATIENCE_MS = 2000;

/** The counted metrics of the process, and what these readings find. */
export class Readings implements MetricsPage {
  readonly contentType = register.contentType;
  private readonly registry = new Registry();
  private readonly gauges = new Map<GaugeName, Gauge>();
  private readonly up: Gauge<'reading'>;
  private readonly looks = new Map<string, { readonly at: number; readonly done: Promise<void> }>();

  constructor(private readonly readings: readonly Reading[]) {
    const made = <Name extends GaugeName>(name: Name) => new Gauge({ ...described(name), registers: [this.registry] });
    this.up = made('meridian_reading_up');
    for (const { gauges } of readings) for (const name of gauges) this.gauges.set(name, made(name) as Gauge);
  }

  async text(): Promise<string> {
    await Promise.all(this.readings.map((one) => this.fresh(one)));
    return `${await register.metrics()}\n${await this.registry.metrics()}`;
  }

  private fresh(reading: Reading): Promise<void> {
    const known = this.looks.get(reading.reading);
    const now = performance.now();
    if (known && now - known.at <= (reading.freshMs ?? FRESH_MS)) return known.done;
    const done = this.look(reading);
    this.looks.set(reading.reading, { at: now, done });
    return done;
  }

  private async look({ reading, gauges, look }: Reading): Promise<void> {
    const samples = await Promise.race([look().catch(() => undefined), delay(PATIENCE_MS, undefined, { ref: false })]);
    for (const name of gauges) {
      this.gauges.get(name)?.reset();
      // A gauge without labels starts at zero, which nobody has seen.
      if (!samples && METRICS[name].labels.length === 0) this.gauges.get(name)?.remove();
    }
    for (const { name, value, labels = {} } of samples ?? []) this.gauges.get(name)?.set(labels, value);
    this.up.set({ reading }, samples ? 1 : 0);
  }
}
