import { diagramOf, gridOf, type Moves } from '@meridian/kernel/machine';
import { type Load, stateTables } from '../state-tables';
import type { Tree } from '../tree';

/** docs/generated/states.md: the whole grid of every state table, and its moves as a diagram. */
export function statesPage(tree: Tree, load: Load): string {
  const sections = stateTables(tree)
    .filter(({ exported }) => exported)
    .flatMap(({ name, file }) => {
      const moves = load(file)[name] as Moves<string, string>;
      const start = Object.keys(moves)[0] ?? '';
      return [`## [${name}](../../${file})`, '', gridOf(moves), '', '```mermaid', diagramOf(moves, start), '```', ''];
    });
  return [
    '# State tables',
    '',
    'Written from the code by tools/tidy; do not edit. `tools/tidy/README.md` says how to write it anew.',
    '',
    'A cell says what a fact does in a state: the next state (or states, the domain decides which), **R** replay, **V** money is put back,',
    '**note** kept for the call in flight, **✗** refused with a code, **!** an alarm.',
    '',
    ...sections,
  ].join('\n');
}
