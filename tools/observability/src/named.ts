import { readFileSync } from 'node:fs';
import path from 'node:path';
import { METRICS, type MetricName } from '@meridian/platform/observe/catalogue';

const HERE = path.join(__dirname, '..');

export const read = (file: string): string => readFileSync(path.join(HERE, file), 'utf8');

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

export const dashboard = (): { readonly uid: string; readonly schemaVersion: number; readonly panels: readonly Panel[] } =>
  JSON.parse(read('dashboard.json'));

/** The queries of the dashboard, and those of the rules as they stand in their file. */
export const queries = (): string[] => [
  ...dashboard().panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...[...read('alerts.yml').matchAll(/^ +expr: '(.*)'$/gm)].map(([, expr = '']) => expr.replaceAll("''", "'")),
];

/** A metric a query asks for, without what a histogram adds to its name. */
export function metricsIn(query: string): string[] {
  const names = query.match(/\b(?:meridian|nodejs|process)_\w+/g) ?? [];
  return names.map((name) => {
    const of = name.replace(/_(?:bucket|count|sum)$/, '');
    return of in METRICS && METRICS[of as MetricName].type === 'histogram' ? of : name;
  });
}

type Exporter = (typeof METRICS)[MetricName]['from'];

/** Services with a state machine, and those that call the outside. */
const ENGINES = ['order', 'payment', 'insurance'];
const SERVICES = [...ENGINES, 'account', 'reconciliation', 'data-platform'];

const TELLS: Readonly<Record<Exporter, (app: string) => boolean>> = {
  process: () => true,
  gateway: (app) => app.startsWith('gateway-'),
  service: (app) => SERVICES.includes(app),
  engine: (app) => ENGINES.includes(app),
  'calls-out': (app) => [...ENGINES, 'account'].includes(app),
  payment: (app) => app === 'payment',
  account: (app) => app === 'account',
  reconciliation: (app) => app === 'reconciliation',
};

/** What `/metrics` of an app tells. */
export const exportedBy = (app: string): MetricName[] =>
  (Object.keys(METRICS) as MetricName[]).filter((name) => TELLS[METRICS[name].from](app));
