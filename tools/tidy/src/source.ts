import { parseSync } from '@swc/core';
import { isCode, type Tree } from './tree';

/** A node of the swc syntax tree; only what the rules look at is typed. */
export interface Node {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [key: string]: unknown;
}

/** One step on the way down to a node: the parent, and the name of the property that led on. */
export interface Step {
  readonly node: Node;
  readonly key: string;
}

export type Visit = (node: Node, above: readonly Step[]) => void;

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly module: Node;
  /** The line a node starts on, from 1. */
  startLine(node: Node): number;
  endLine(node: Node): number;
  walk(visit: Visit): void;
}

const parsed = new WeakMap<Tree, Map<string, Source | null>>();

/** The parsed file, or null when it does not parse (the rule `parses` says so, the others have nothing to look at). */
export function sourceOf(tree: Tree, file: string): Source | null {
  const known = parsed.get(tree) ?? new Map<string, Source | null>();
  parsed.set(tree, known);
  const source = known.has(file) ? (known.get(file) ?? null) : read(file, tree.text(file));
  known.set(file, source);
  return source;
}

/** Every code file that parses and that `wanted` lets through. */
export const sourcesOf = (tree: Tree, wanted: (file: string) => boolean): Source[] =>
  tree.files.filter((file) => isCode(file) && wanted(file)).flatMap((file) => sourceOf(tree, file) ?? []);

function read(file: string, text: string): Source | null {
  const module = parseModule(file, text);
  if (module === null) return null;
  // swc counts bytes from 1 and knows no lines.
  const bytes = Buffer.from(text, 'utf8');
  const breaks: number[] = [];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) breaks.push(at);
  const lineAt = (offset: number): number => {
    const index = breaks.findIndex((at) => at >= offset);
    return (index < 0 ? breaks.length : index) + 1;
  };
  return {
    file,
    text,
    module,
    startLine: (node) => lineAt((node.span?.start ?? 1) - 1),
    endLine: (node) => lineAt(Math.max((node.span?.end ?? 1) - 2, 0)),
    walk: (visit) => descend(module, [], visit),
  };
}

function parseModule(file: string, text: string): Node | null {
  try {
    const tsx = /x$/.test(file);
    return parseSync(text, { syntax: 'typescript', decorators: true, tsx, target: 'es2022' }) as unknown as Node;
  } catch {
    return null;
  }
}

const isNode = (value: object): value is Node => typeof (value as { type?: unknown }).type === 'string';

function descend(node: Node, above: readonly Step[], visit: Visit): void {
  visit(node, above);
  for (const key of Object.keys(node)) {
    if (key !== 'span') enter(node[key], [...above, { node, key }], visit);
  }
}

/** Lists and nameless holders (a call's arguments) are stepped through: the way down names syntax only. */
function enter(value: unknown, above: readonly Step[], visit: Visit): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) enter(item, above, visit);
  } else if (isNode(value)) {
    descend(value, above, visit);
  } else {
    for (const key of Object.keys(value)) if (key !== 'span') enter((value as Record<string, unknown>)[key], above, visit);
  }
}

export const isIdentifier = (node: unknown, name?: string): node is Node & { value: string } =>
  typeof node === 'object' &&
  node !== null &&
  (node as Node).type === 'Identifier' &&
  (name === undefined || (node as Node & { value: string }).value === name);

/** Whether an identifier stands for a value or a type, and is not merely the name of a member, a key or an import. */
export function isReference(above: readonly Step[]): boolean {
  const parent = above.at(-1);
  if (parent === undefined || parent.key === 'key') return false;
  if (/^(?:Import|Export).*Specifier$/.test(parent.node.type)) return false;
  return !['MemberExpression.property', 'SuperPropExpression.property', 'TsQualifiedName.right'].includes(
    `${parent.node.type}.${parent.key}`,
  );
}

/** The first identifier of `describe`, `describe.each`, `describe.each(table)`: what a call is a call of. */
export function rootName(callee: unknown): string | undefined {
  let node = callee as Node;
  for (;;) {
    if (isIdentifier(node)) return node.value;
    if (node.type === 'MemberExpression') node = node.object as Node;
    else if (node.type === 'CallExpression') node = node.callee as Node;
    else if (node.type === 'TaggedTemplateExpression') node = node.tag as Node;
    else return undefined;
  }
}

/** What a file imports, re-exports or loads later, as it is written. */
export function importsOf(source: Source): string[] {
  const found: string[] = [];
  source.walk((node) => {
    const literal = /^(?:Import|Export)\w*Declaration$/.test(node.type) ? node.source : loaded(node);
    if ((literal as Node | null | undefined)?.type === 'StringLiteral') found.push(String((literal as Node).value));
  });
  return found;
}

function loaded(node: Node): Node | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const isLoad = (node.callee as Node).type === 'Import' || isIdentifier(node.callee, 'require');
  return isLoad ? (node.arguments as readonly { expression: Node }[])[0]?.expression : undefined;
}
