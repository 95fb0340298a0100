import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The repository's root, from src as well as from dist. */
export const ROOT = join(__dirname, '../../..');

/** The checkers that are programs of their own, run over any folder as the project runs them over itself. */
function run(program: string, args: readonly string[], cwd: string): string {
  const { stdout, stderr, error, signal } = spawnSync(join(ROOT, 'node_modules/.bin', program), args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined || signal !== null) throw new Error(`${program} did not end by itself: ${error?.message ?? signal}`);
  if (stdout === '') throw new Error(`${program} said nothing: ${stderr}`);
  return stdout;
}

/** What dependency-cruiser finds in the folder with the repository's rules: `rule: from → to`. */
export function brokenArrows(dir: string): string[] {
  const config = join(ROOT, '.dependency-cruiser.cjs');
  const said = run('depcruise', ['apps', 'libs', 'tools', '--config', config, '--output-type', 'json'], dir);
  const { summary } = JSON.parse(said) as { summary: { violations: { rule: { name: string }; from: string; to: string }[] } };
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
}

interface Labelled {
  readonly code: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

/** What oxlint finds with types at hand: `rule file:line`. It reads the projects' sources through their references, so nothing need be built. */
export function typedFindings(dir: string): string[] {
  const config = join(ROOT, 'tools/tidy/oxlint.json');
  const said = run('oxlint', ['--type-aware', '--config', config, '--format', 'json', 'apps', 'libs', 'tools'], dir);
  const { diagnostics } = JSON.parse(said) as { diagnostics: readonly Labelled[] };
  return diagnostics
    .map(({ code, filename, labels }) => `${code.replace(/^.*\((.*)\)$/, '$1')} ${filename}:${labels[0]?.span.line}`)
    .sort();
}

interface Diagnostic {
  readonly category: string;
  readonly severity: string;
  readonly location: { readonly path: string };
}

/** What Biome refuses, warnings left out: `rule file`. The folder must hold a biome.json. */
export function biomeErrors(dir: string): string[] {
  const said = run('biome', ['lint', '--reporter=json', '--max-diagnostics=none', '.'], dir);
  const { diagnostics } = JSON.parse(said) as { diagnostics: readonly Diagnostic[] };
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ category, location: { path } }) => `${category.split('/').at(-1)} ${path}`)
    .sort();
}
