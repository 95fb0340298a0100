import type { Rule, Violation } from '../rule';
import { isIdentifier, isReference, type Node, type Step, sourcesOf } from '../source';
import { isTest } from '../tree';

/** Whatever has a clock, chance, the outside world or a later turn in it. */
const IMPURE = new Set([
  ...['Date', 'performance', 'process', 'globalThis', 'global', 'crypto', 'console', 'Promise', 'Intl'],
  ...['fetch', 'WebSocket', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'require'],
]);

const isDomain = (file: string): boolean => /\/domain\//.test(file);
const isKernel = (file: string): boolean => file.startsWith('libs/kernel/');

/**
 * Money law 13: the domain takes time and ids as arguments. The kernel is as pure, but formats instants it is given,
 * so there `new Date(at)` is fine and `new Date()` and `Date.now()` are not.
 */
export const pureDomain: Rule = {
  name: 'pure-domain',
  check: (tree) =>
    sourcesOf(tree, (file) => (isDomain(file) || isKernel(file)) && !isTest(file)).flatMap((source) => {
      const found: Violation[] = [];
      source.walk((node, above) => {
        const what = impurity(node, above, isKernel(source.file));
        if (what !== null) found.push({ file: source.file, line: source.startLine(node), says: `is pure by law but has ${what}` });
      });
      return found;
    }),
};

function impurity(node: Node, above: readonly Step[], mayFormatDates: boolean): string | null {
  if (node.type === 'AwaitExpression') return 'await';
  if (node.async === true || (node.function as { async?: boolean } | undefined)?.async === true) return 'async';
  if (node.type === 'ForOfStatement' && node.await === true) return 'for await';
  if (node.type === 'CallExpression' && (node.callee as Node).type === 'Import') return 'import()';
  if (!isIdentifier(node) || !isReference(above)) return null;
  const parent = above.at(-1)?.node;
  if (node.value === 'Math' && !isDeterministic(parent)) return 'Math.random';
  if (!IMPURE.has(node.value)) return null;
  if (node.value === 'Date' && mayFormatDates && !readsTheClock(parent)) return null;
  return node.value;
}

/** `Math.max`, plainly: whatever hides the name of the member may hide chance. */
const isDeterministic = (parent: Node | undefined): boolean =>
  parent?.type === 'MemberExpression' && isIdentifier(parent.property) && parent.property.value !== 'random';

function readsTheClock(parent: Node | undefined): boolean {
  if (parent?.type === 'NewExpression') return ((parent.arguments as readonly unknown[] | null) ?? []).length === 0;
  return !(parent?.type === 'MemberExpression' && (isIdentifier(parent.property, 'parse') || isIdentifier(parent.property, 'UTC')));
}
