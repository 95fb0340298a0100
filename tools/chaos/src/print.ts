import type { DrillResult } from './figures';

const SHOWN = 20;

/** What a drill did and how it ended, as lines to read. */
export function linesOf({ drill, injected, times, recovered, measured, problems, late }: DrillResult): string[] {
  return [
    `${problems.length + late.length === 0 ? 'ok    ' : 'FAILED'} ${drill.padEnd(32)} ${times === 0 ? '' : `${recovered} of ${times} recovered`}`.trimEnd(),
    `         ${injected}`,
    ...Object.entries(measured).map(
      ([what, { p50, p99, samples }]) => `         ${what.padEnd(26)} p50 ${ms(p50)}   p99 ${ms(p99)}   (${samples})`,
    ),
    ...late.map((line) => `         late: ${line}`),
    ...problems.slice(0, SHOWN).map((problem) => `         ! ${problem}`),
    ...(problems.length > SHOWN ? [`         ! and ${problems.length - SHOWN} more`] : []),
  ];
}

const ms = (value: number): string => `${value} ms`.padStart(9);
