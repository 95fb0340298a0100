import { readFileSync } from 'node:fs';
import path from 'node:path';
import { METRICS, type MetricName } from '@meridian/platform/observe/catalogue';
import { countedMetrics } from '@meridian/platform/observe/metrics';
import { parse } from 'yaml';
import { dashboard, metricsIn, queries, read } from './named';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly summary_en: string; readonly runbook_url: string };
}
const rules = (): Rule[] => (parse(read('alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const root = path.join(__dirname, '../../..');

/** As the pages that show Markdown make them. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

describe('every metric', () => {
  it('that dashboard and rules name is exported by the code', async () => {
    const page = await countedMetrics.text();
    const exported = new Set<string>([...Object.keys(METRICS), ...[...page.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name)]);
    const named = queries().flatMap(metricsIn);
    expect(named.length).toBeGreaterThan(40);
    expect([...new Set(named)].filter((name) => !exported.has(name))).toEqual([]);
  });

  it('of ours is looked at somewhere', () => {
    const named = new Set(queries().flatMap(metricsIn));
    expect(Object.keys(METRICS).filter((name) => !named.has(name))).toEqual([]);
  });

  it('is grouped and chosen only by labels that it has', () => {
    const added = ['app', 'job', 'le'];
    for (const query of queries()) {
      const known = new Set([...added, ...metricsIn(query).flatMap((name) => METRICS[name as MetricName]?.labels ?? [])]);
      const used = [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
      const chosen = [...query.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = '']) =>
        [...list.matchAll(/(\w+)(?:=|!)/g)].map(([, name = '']) => name),
      );
      expect([query, [...used, ...chosen].filter((label) => !known.has(label))]).toEqual([query, []]);
    }
  });

  it('has a unit in its name, few labels, and a text', () => {
    for (const [name, { type, help, labels }] of Object.entries(METRICS)) {
      if (type === 'counter') expect(name).toMatch(/_total$/);
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(help.length).toBeGreaterThan(20);
      expect(labels.length).toBeLessThanOrEqual(3);
      for (const label of labels) expect(label).not.toMatch(/order|patient|trace|key|id$/);
    }
  });
});

describe('the dashboard', () => {
  it('has its rows, and panels that do not lie on each other', () => {
    const { uid, schemaVersion, panels } = dashboard();
    expect([uid, schemaVersion]).toEqual(['meridian', expect.any(Number)]);
    const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows.map((title) => title.split(' · ')[1])).toEqual([
      'The promise: no single-sided money',
      'Flows',
      'Outside parties',
      'Engine',
      'Infrastructure',
    ]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  it('asks in every panel, and says its title in both languages', () => {
    for (const { type, title, targets = [] } of dashboard().panels) {
      if (type !== 'row') expect([title, targets.length]).not.toEqual([title, 0]);
      expect(title).toMatch(/\p{Script=Han}.* · [A-Z]|^RSA .* · /u);
    }
  });
});

describe('the alert rules', () => {
  it('read as written, each under a name of its own', () => {
    expect(queries()).toEqual(expect.arrayContaining(rules().map(({ expr }) => expr)));
    expect(new Set(rules().map(({ alert }) => alert)).size).toBe(rules().length);
  });

  it('say in both languages what is wrong, how bad it is, and where it stands what to do', () => {
    const manual = readFileSync(path.join(root, 'docs/operations.md'), 'utf8');
    const anchors = [...manual.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
    for (const { alert, for: wait, labels, annotations } of rules()) {
      expect(labels.severity).toMatch(/^(?:warning|critical)$/);
      expect(wait).toMatch(/^\d+[mh]$/);
      expect(annotations.summary).toMatch(/\p{Script=Han}/u);
      expect(annotations.summary_en).toMatch(/^[ -~]+$/);
      expect(annotations.runbook_url).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(anchors).toContain(alert.toLowerCase());
    }
  });
});

describe('the samples', () => {
  it('scrape every app that there is, and no gateway on its public port', () => {
    const { scrape_configs: [job] = [] } = parse(read('prometheus.yml')) as {
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    };
    const targets = job?.static_configs.flatMap((one) => one.targets) ?? [];
    const compose = parse(readFileSync(path.join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
      services: Record<string, { command?: string[] }>;
    };
    const apps = Object.entries(compose.services).flatMap(([name, { command }]) =>
      name !== 'sandbox' && command?.some((word) => word.endsWith('/dist/main.js')) ? [name] : [],
    );
    expect(new Set(targets.map((target) => target.split(':')[0]))).toEqual(new Set(apps));
    for (const target of targets) expect(target).toMatch(/^gateway-[a-z]+:9464$|^(?!gateway-)[a-z-]+:8080$/);
  });

  it('take spans where Meridian sends them', () => {
    const { receivers } = parse(read('otel-collector.yml')) as { receivers: { otlp: { protocols: { http: { endpoint: string } } } } };
    expect(receivers.otlp.protocols.http.endpoint).toMatch(/:4318$/);
  });
});
