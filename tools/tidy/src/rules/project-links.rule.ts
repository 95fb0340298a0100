import { posix } from 'node:path';
import { type Project, projectsOf } from '../projects';
import type { Rule, Violation } from '../rule';
import { importsOf, type Source, sourcesOf } from '../source';
import { jsonOf, type Tree } from '../tree';

const { dirname, join } = posix;

/**
 * A project imports its siblings by their package names. What it imports stands in its package.json (nx orders by it), nothing else
 * does, and in its tsconfig's references (tsc builds by it, and the typed checks see through it).
 */
export const projectLinks: Rule = {
  name: 'project-links',
  check(tree) {
    const projects = projectsOf(tree);
    const dirs = new Map(projects.flatMap(({ dir, manifest }) => (manifest.name === undefined ? [] : [[manifest.name, dir] as const])));
    return projects.flatMap((project) => [...links(tree, project, dirs), ...reaches(tree, project)]);
  },
};

function links(tree: Tree, { dir, manifest }: Project, dirs: ReadonlyMap<string, string>): Violation[] {
  const sources = sourcesOf(tree, (file) => file.startsWith(`${dir}/`));
  const imported = siblingsOf(sources, manifest.name);
  const typed = siblingsOf(
    sources.filter(({ file }) => /\.[cm]?tsx?$/.test(file)),
    manifest.name,
  );
  const declared = { ...manifest.dependencies, ...manifest.devDependencies };
  const references = referencesOf(tree, dir);
  const manifestFile = `${dir}/package.json`;
  const referenced = (name: string): boolean => dirs.get(name) === undefined || references.includes(dirs.get(name) ?? '');
  return [
    ...[...imported]
      .filter((name) => declared[name] !== '*')
      .map((name) => ({ file: manifestFile, about: name, says: `imports ${name} but does not list it as "*"` })),
    ...Object.keys(declared)
      .filter((name) => name.startsWith('@meridian/') && !imported.has(name))
      .map((name) => ({ file: manifestFile, about: name, says: `lists ${name} but never imports it` })),
    ...[...typed]
      .filter((name) => !referenced(name))
      .map((name) => ({ file: `${dir}/tsconfig.json`, about: name, says: `does not reference ${name}` })),
  ];
}

/** Only tools/dev, plain JavaScript that runs before anything is built, is reached by its path. */
const reaches = (tree: Tree, { dir }: Project): Violation[] =>
  sourcesOf(tree, (file) => file.startsWith(`${dir}/`)).flatMap((source) =>
    importsOf(source)
      .filter((origin) => origin.startsWith('.'))
      .map((origin) => join(dirname(source.file), origin))
      .filter((target) => !target.startsWith(`${dir}/`) && !target.startsWith('tools/dev/'))
      .map((target) => ({ file: source.file, says: `reaches into ${target} by its path` })),
  );

function siblingsOf(sources: readonly Source[], self: string | undefined): Set<string> {
  const packages = sources.flatMap(importsOf).map((origin) => /^@meridian\/[\w-]+/.exec(origin)?.[0]);
  return new Set(packages.filter((name) => name !== undefined && name !== self) as string[]);
}

function referencesOf(tree: Tree, dir: string): string[] {
  const references = jsonOf<{ references?: readonly { path: string }[] }>(tree, `${dir}/tsconfig.json`)?.references ?? [];
  return references.map(({ path }) => new URL(path, `file:///${dir}/`).pathname.slice(1));
}
