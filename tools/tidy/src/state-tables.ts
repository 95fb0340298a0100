import { type Cell, type Moves, unreachable } from '@meridian/kernel/machine';
import { isIdentifier, type Node, sourcesOf } from './source';
import { isTest, type Tree } from './tree';

/** Loads a module of the tree by its path; only pure ones (the domain's) are ever asked for. */
export type Load = (file: string) => Readonly<Record<string, unknown>>;

export interface StateTable {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly exported: boolean;
}

/** Every constant that is declared as `Moves<…>` or satisfies it. */
export const stateTables = (tree: Tree): StateTable[] =>
  sourcesOf(tree, (file) => /^(?:apps|libs)\//.test(file) && !isTest(file)).flatMap((source) => {
    const found: StateTable[] = [];
    source.walk((node, above) => {
      if (node.type !== 'VariableDeclarator' || !isIdentifier(node.id) || !isMoves(node)) return;
      const exported = above.some((step) => step.node.type === 'ExportDeclaration');
      found.push({ name: node.id.value, file: source.file, line: source.startLine(node), exported });
    });
    return found;
  });

function isMoves({ id, init }: Node): boolean {
  const annotation = ((id as Node).typeAnnotation as { typeAnnotation?: Node } | null)?.typeAnnotation;
  const satisfied = (init as Node | null)?.type === 'TsSatisfiesExpression' ? ((init as Node).typeAnnotation as Node) : undefined;
  return isIdentifier((annotation ?? satisfied)?.typeName, 'Moves');
}

/**
 * What is wrong with a table. Its first state is where an aggregate starts: every other one must be reachable from there, and
 * every row must answer the same facts.
 */
export function tableProblems(moves: Moves<string, string>): string[] {
  const states = Object.keys(moves);
  const start = states[0];
  if (start === undefined) return ['has no state'];
  const kinds = [...new Set(states.flatMap((state) => Object.keys(moves[state] ?? {})))];
  const cells = states.flatMap((state) => kinds.map((kind) => ({ state, kind, cell: moves[state]?.[kind] })));
  const idle = kinds.filter((kind) => cells.every((one) => one.kind !== kind || one.cell?.rule === 'alarm'));
  return [
    ...cells.filter(({ cell }) => cell === undefined).map(({ state, kind }) => `${state} does not answer ${kind}`),
    ...cells.flatMap(({ state, kind, cell }) =>
      strayMoves(cell, states).map((to) => `${state} moves on ${kind} to ${to}, which is no state`),
    ),
    ...(cells.every(({ cell }) => cell !== undefined && strayMoves(cell, states).length === 0) ? unreachable(moves, [start]) : []).map(
      (state) => `${state} cannot be reached from ${start}`,
    ),
    ...idle.map((kind) => `${kind} is an alarm in every state`),
  ];
}

const strayMoves = (cell: Cell<string> | undefined, states: readonly string[]): string[] =>
  cell?.rule === 'move' ? cell.to.filter((state) => !states.includes(state)) : [];
