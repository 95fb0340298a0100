import { statesPage } from './generators/states';
import { subjectsPage } from './generators/subjects';
import type { Load } from './state-tables';
import type { Tree } from './tree';

/** One document that is written from the code and kept in git. A new one is a line in the list below. */
export interface Generator {
  readonly path: string;
  generate(tree: Tree, load: Load): string;
}

export const generators: readonly Generator[] = [
  { path: 'docs/generated/subjects.md', generate: subjectsPage },
  { path: 'docs/generated/states.md', generate: statesPage },
];

/** The generated documents that do not say what the code says. */
export const outdated = (tree: Tree, load: Load, all: readonly Generator[] = generators): string[] =>
  all.filter(({ path, generate }) => tree.text(path) !== generate(tree, load)).map(({ path }) => path);
