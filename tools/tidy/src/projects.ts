import { jsonOf, type Tree } from './tree';

export interface Manifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly targets?: Readonly<Record<string, object>> };
}

/** One npm workspace. */
export interface Project {
  /** `libs/kernel` */
  readonly dir: string;
  readonly manifest: Manifest;
}

/** Every workspace of the root package.json that has a readable package.json. */
export function projectsOf(tree: Tree): Project[] {
  const globs = jsonOf<{ workspaces?: readonly string[] }>(tree, 'package.json')?.workspaces ?? [];
  const matches = globs.map((glob) => new RegExp(`^(${glob.replace(/\*/g, '[^/]+')})/package\\.json$`));
  return tree.files.flatMap((file) => {
    const dir = matches.map((match) => match.exec(file)?.[1]).find((found) => found !== undefined);
    const manifest = dir === undefined ? undefined : jsonOf<Manifest>(tree, file);
    return dir === undefined || manifest === undefined ? [] : [{ dir, manifest }];
  });
}

export const filesOf = (tree: Tree, project: Project): string[] => tree.files.filter((file) => file.startsWith(`${project.dir}/`));

export const projectOf = (projects: readonly Project[], file: string): Project | undefined =>
  projects.find(({ dir }) => file.startsWith(`${dir}/`));

/** Whether the project's tsconfig includes a file. */
export function includedBy(tree: Tree, project: Project): (file: string) => boolean {
  const include = jsonOf<{ include?: readonly string[] }>(tree, `${project.dir}/tsconfig.json`)?.include ?? [];
  const matches = include.map((entry) => new RegExp(`^${project.dir}/${globToRegExp(entry)}$`));
  return (file) => matches.some((match) => match.test(file));
}

/** `src`, `src/**` and `*.mts`: a folder stands for everything in it. */
const globToRegExp = (glob: string): string =>
  glob.includes('*')
    ? glob.replace(/\./g, '\\.').replace(/\*\*\/?|\*/g, (stars) => (stars === '*' ? '[^/]*' : '.*'))
    : `${glob.replace(/\./g, '\\.')}(?:/.*)?`;
