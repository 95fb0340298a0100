import { filesOf, includedBy, type Project, projectsOf } from '../projects';
import type { Rule, Violation } from '../rule';
import { jsonOf, type Tree } from '../tree';

const CONFIGURES = /^(?:project\.json|nx\.json|nest-cli\.json|biome\.jsonc?|tsconfig\..+\.json|jest\..+|.+\.config\.[cm]?[jt]s|\..+)$/;

/** A project is package.json and tsconfig.json: everything else about it is inferred or stands once at the root. */
export const projectShape: Rule = {
  name: 'project-shape',
  check(tree) {
    const built = new Set(
      (jsonOf<{ references?: readonly { path: string }[] }>(tree, 'tsconfig.json')?.references ?? []).map(({ path }) => path),
    );
    return projectsOf(tree).flatMap((project) => [...configs(tree, project), ...names(project), ...typeScript(tree, project, built)]);
  },
};

const configs = (tree: Tree, project: Project): Violation[] =>
  filesOf(tree, project)
    .filter((file) => CONFIGURES.test(file.slice(project.dir.length + 1)))
    .map((file) => ({ file, says: 'configures one project; two files are enough' }));

/** `libs/channels/wechat` is @meridian/channel-wechat; every other project is called as its folder. */
function names({ dir, manifest }: Project): Violation[] {
  const folder = dir.split('/').at(-1);
  const group = /^libs\/(channel|insurer|his)s?\//.exec(dir)?.[1];
  const name = `@meridian/${group === undefined ? '' : `${group}-`}${folder}`;
  return manifest.name === name ? [] : [{ file: `${dir}/package.json`, says: `should be named ${name}` }];
}

/** A TypeScript file outside its project's tsconfig is compiled by swc and checked by nobody. */
function typeScript(tree: Tree, project: Project, built: ReadonlySet<string>): Violation[] {
  const files = filesOf(tree, project).filter((file) => /\.[cm]?tsx?$/.test(file));
  const config = `${project.dir}/tsconfig.json`;
  if (files.length === 0) return [];
  if (!tree.files.includes(config)) return [{ file: config, says: 'is missing' }];
  const included = includedBy(tree, project);
  return [
    ...(built.has(project.dir) ? [] : [{ file: config, says: 'is not in the references of the root tsconfig.json: nobody builds it' }]),
    ...files.filter((file) => !included(file)).map((file) => ({ file, says: `is not included by ${config}: nobody checks its types` })),
  ];
}
