import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

const SHOWN = 20;
/** Not the process's own doing: waiting, and the inspector that begins the profile. */
const IDLE = new Set(['(idle)', '(program)', 'dispatch']);

/** Where the time of each profiled process went: by function, and by module. */
export function topFunctions(folder: string, print: (line: string) => void): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const profile = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Profile;
    const byFunction = selfTimes(profile, (frame) => `${frame.functionName || '(anonymous)'} ${placeOf(frame)}:${frame.lineNumber + 1}`);
    const byModule = selfTimes(profile, moduleOf);
    const busyMs = [...byModule].reduce((sum, [name, ms]) => sum + (IDLE.has(name) ? 0 : ms), 0);
    print(`\n${path.basename(file, '.cpuprofile')}: ${busyMs.toFixed(0)} ms at work`);
    for (const [name, ms] of largest(byModule)) print(`  ${ms.toFixed(0).padStart(7)} ms  ${name}`);
    print('  by function');
    for (const [name, ms] of largest(byFunction)) print(`  ${ms.toFixed(0).padStart(7)} ms  ${name}`);
  }
}

/** Milliseconds in which a frame itself was on the processor, by what `nameOf` calls it. */
export function selfTimes({ nodes, samples, timeDeltas }: Profile, nameOf: (frame: Frame) => string): Map<string, number> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((id, index) => {
    const name = names.get(id) ?? 'unknown';
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  });
  return times;
}

const largest = (times: Map<string, number>): [string, number][] =>
  [...times]
    .filter(([name]) => !IDLE.has(name.split(' :')[0] ?? ''))
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN);

const placeOf = ({ url }: Frame): string =>
  url
    .replace(/^file:\/\//, '')
    .split('/')
    .slice(-4)
    .join('/');

/** The npm package, ours or another's; what Node does itself goes by the first part of its name, what has no place by its own. */
export function moduleOf({ url, functionName }: Frame): string {
  const installed = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(url)?.[1];
  if (installed !== undefined) return installed;
  const ours = /\/((?:apps|libs|tools)\/[^/]+(?:\/(?:dist|src)\/[^/]+)?)/.exec(url)?.[1];
  if (ours !== undefined) return ours;
  return url.startsWith('node:') ? (url.split('/')[0] ?? url) : functionName || '(native)';
}
