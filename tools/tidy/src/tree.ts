import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository as the rules see it: paths relative to its root, always with `/`. A rule never touches the disk itself. */
export interface Tree {
  readonly files: readonly string[];
  /** The text of a file; empty when the tree has no such file. */
  text(path: string): string;
}

/**
 * Every file that git keeps or would add: an untracked file breaks the same laws as a tracked one. The disk is walked, since a fresh
 * machine need not have git; what the root .gitignore leaves out is left out here.
 */
export function workingTree(root: string): Tree {
  const ignored = ignorance(readFileSync(join(root, '.gitignore'), 'utf8'));
  const files = filesUnder(root, '', ignored).sort();
  const known = new Set(files);
  const texts = new Map<string, string>();
  return {
    files,
    text(path) {
      if (!known.has(path)) return '';
      const text = texts.get(path) ?? readFileSync(join(root, path), 'utf8');
      texts.set(path, text);
      return text;
    },
  };
}

function filesUnder(root: string, folder: string, ignored: (entry: string) => boolean): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === '.git' || ignored(`${entry.name}/`) ? [] : filesUnder(root, path, ignored);
    return entry.isFile() && !ignored(entry.name) ? [path] : [];
  });
}

/** Reads `name`, `name/` and `*.ending`, in any folder. @throws on any other pattern: tidy must not guess what git leaves out. */
function ignorance(gitignore: string): (entry: string) => boolean {
  const lines = gitignore.split('\n').filter((text) => text !== '' && !text.startsWith('#'));
  const strange = lines.find((text) => !/^\*?[\w.-]+\/?$/.test(text));
  if (strange !== undefined) throw new Error(`tidy does not understand this line of .gitignore: ${strange}`);
  return (entry) =>
    lines.some((text) =>
      text.startsWith('*') ? entry.endsWith(text.slice(1)) : entry === text || (entry.endsWith('/') && entry === `${text}/`),
    );
}

/** A tree out of thin air, for planted violations. */
export const treeOf = (contents: Readonly<Record<string, string>>): Tree => ({
  files: Object.keys(contents).sort(),
  text: (path) => contents[path] ?? '',
});

/** The document at `path`, or undefined when it is missing or half-written: rules then have nothing to say about it. */
export function jsonOf<T>(tree: Tree, path: string): T | undefined {
  try {
    return JSON.parse(tree.text(path)) as T;
  } catch {
    return undefined;
  }
}

export const TEST_KINDS = ['spec', 'itest', 'journey'] as const;
export type TestKind = (typeof TEST_KINDS)[number];

export const isTest = (path: string): boolean => /\.(?:spec|itest|journey)\.ts$/.test(path);
/** Tests and what is written only for them. */
export const isForTests = (path: string): boolean => isTest(path) || /\/(?:testing|conformance)[/.]/.test(path);
export const isCode = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path) && !path.endsWith('.d.ts');
/** Specs of tidy hold planted violations as text, so rules that read text leave them out. */
export const isPlantBed = (path: string): boolean => /^tools\/tidy\/src\/.*\.spec\.ts$/.test(path);
