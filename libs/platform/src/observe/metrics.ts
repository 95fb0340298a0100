import { Counter, collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';
import { type CounterName, type GaugeName, type HistogramName, type LabelOf, METRICS } from './catalogue';

// Of the process itself: CPU, heap, event loop.
collectDefaultMetrics({ register });

/** Metrics of this process, counted where things happen. Each is made once, by the module that counts. */
export const counter = <Name extends CounterName>(name: Name): Counter<LabelOf<Name>> => new Counter<LabelOf<Name>>(described(name));

export const gauge = <Name extends GaugeName>(name: Name): Gauge<LabelOf<Name>> => new Gauge<LabelOf<Name>>(described(name));

export const histogram = <Name extends HistogramName>(name: Name): Histogram<LabelOf<Name>> =>
  new Histogram<LabelOf<Name>>({ ...described(name), buckets: [...METRICS[name].buckets] });

export const described = <Name extends keyof typeof METRICS>(name: Name) => ({
  name,
  help: METRICS[name].help,
  labelNames: [...METRICS[name].labels] as LabelOf<Name>[],
});

/** What `/metrics` answers. */
export interface MetricsPage {
  readonly contentType: string;
  text(): Promise<string>;
}

/** The counted metrics alone, for a process that looks nothing up. */
export const countedMetrics: MetricsPage = { contentType: register.contentType, text: () => register.metrics() };
