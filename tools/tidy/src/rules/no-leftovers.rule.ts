import type { Rule, Violation } from '../rule';
import { isIdentifier, type Node, rootName, type Source, sourcesOf } from '../source';
import { isCode, isPlantBed, isTest, type Tree } from '../tree';

// Written so that this file does not find itself.
const NOTES = /\b(?:TO[D]O|FIX[M]E)\b/;
const HUSHED = /(?:@ts-(?:ignor[e]|nochec[k])|(?:eslint|oxlint)-disabl[e])/;

const RUNNERS = new Set(['it', 'test', 'describe']);
const LEFT_OUT = new Set(['skip', 'only', 'todo', 'failing']);
const SHORTHANDS = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe']);

/** Nothing is put off in a comment, no test is left out, no checker is hushed. `biome-ignore` needs its own reason, so it may stay. */
export const noLeftovers: Rule = {
  name: 'no-leftovers',
  check: (tree) => [
    ...tree.files.filter((file) => isText(file) && !isPlantBed(file)).flatMap((file) => leftoverLines(tree, file)),
    ...sourcesOf(tree, isTest).flatMap(leftOutTests),
  ],
};

const isText = (file: string): boolean => isCode(file) || /\.(?:md|ya?ml|sql|sh|html|css)$/.test(file);

const leftoverLines = (tree: Tree, file: string): Violation[] =>
  tree
    .text(file)
    .split('\n')
    .flatMap((text, index) => {
      const what = (NOTES.exec(text) ?? HUSHED.exec(text))?.[0];
      return what === undefined ? [] : [{ file, line: index + 1, says: `has ${what}` }];
    });

function leftOutTests(source: Source): Violation[] {
  const found: Violation[] = [];
  source.walk((node) => {
    const what = leftOut(node);
    if (what !== null) found.push({ file: source.file, line: source.startLine(node), says: `leaves tests out with ${what}` });
  });
  return found;
}

function leftOut(node: Node): string | null {
  if (node.type === 'CallExpression' && isIdentifier(node.callee) && SHORTHANDS.has(node.callee.value)) return node.callee.value;
  if (node.type !== 'MemberExpression' || !isIdentifier(node.property) || !LEFT_OUT.has(node.property.value)) return null;
  const root = rootName(node.object);
  return root !== undefined && RUNNERS.has(root) ? `${root}.${node.property.value}` : null;
}
