import { filesOf, projectOf, projectsOf } from '../projects';
import type { Rule, Violation } from '../rule';
import { isTest, jsonOf, TEST_KINDS, type TestKind, type Tree } from '../tree';

/** The nx target that runs each kind of test file. */
const TARGETS: Readonly<Record<TestKind, string>> = { spec: 'test', itest: 'itest', journey: 'journey' };

const LOOKALIKE =
  /(?:\.(?:test|tests|e2e|e2e-spec|unit|int|integration)\.[cm]?[jt]sx?$|\.(?:spec|itest|journey)\.(?!ts$)[cm]?[jt]sx?$|\/__tests__\/)/;
const IGNORED = /\/(?:node_modules|dist|\.local)\//;

/** A test that no target runs says nothing; a target that runs no test says less. */
export const testsRun: Rule = {
  name: 'tests-run',
  check: (tree) => [...unknownKinds(tree), ...orphans(tree), ...idleTargets(tree)],
};

const unknownKinds = (tree: Tree): Violation[] =>
  tree.files
    .filter((file) => LOOKALIKE.test(file))
    .map((file) => ({ file, says: 'looks like a test, but jest runs only *.spec.ts, *.itest.ts, *.journey.ts' }));

function orphans(tree: Tree): Violation[] {
  const projects = projectsOf(tree);
  return tree.files.filter(isTest).flatMap((file): Violation[] => {
    const project = projectOf(projects, file);
    if (project === undefined) return [{ file, says: 'is a test outside every project' }];
    if (IGNORED.test(file)) return [{ file, says: 'is a test in a folder that jest ignores' }];
    const target = TARGETS[kindOf(file)];
    if (project.manifest.nx?.targets?.[target] !== undefined) return [];
    return [{ file, says: `is run by nothing: ${project.dir}/package.json has no nx target ${target}` }];
  });
}

const kindOf = (file: string): TestKind => TEST_KINDS.find((kind) => file.endsWith(`.${kind}.ts`)) ?? 'spec';

function idleTargets(tree: Tree): Violation[] {
  const defaults = jsonOf<{ targetDefaults?: Readonly<Record<string, object>> }>(tree, 'nx.json')?.targetDefaults;
  return projectsOf(tree).flatMap((project) =>
    TEST_KINDS.flatMap((kind): Violation[] => {
      const target = TARGETS[kind];
      if (project.manifest.nx?.targets?.[target] === undefined) return [];
      const file = `${project.dir}/package.json`;
      if (!filesOf(tree, project).some((one) => one.endsWith(`.${kind}.ts`)))
        return [{ file, about: target, says: `has target ${target} but no *.${kind}.ts` }];
      return defaults?.[target] === undefined ? [{ file, about: target, says: `has target ${target}, which nx.json does not define` }] : [];
    }),
  );
}
