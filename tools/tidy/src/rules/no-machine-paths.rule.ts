import type { Rule } from '../rule';
import { isPlantBed, isTest } from '../tree';

const MACHINE_PATH = /(?<![\w.~)}-])\/(?:work|root|tmp|home|Users)\/[\w.-]/;
const REGISTRY = /(?:\/\/[\w.-]*\bregistry\b[\w.-]*|\bregistry\.(?:npmjs|npmmirro[r]|yarnpkg)\.\w+|\bnpm\.pkg\.github\.com)/;
const BINARY = /\.(?:png|jpe?g|gif|ico|woff2?|gz|zip|pdf)$/;

/** The repository runs on any machine: no path of somebody's disk, no address of somebody's package registry. */
export const noMachinePaths: Rule = {
  name: 'no-machine-paths',
  check: (tree) =>
    tree.files
      .filter((file) => !BINARY.test(file) && !isPlantBed(file))
      .flatMap((file) =>
        tree
          .text(file)
          .split('\n')
          .flatMap((text, index) => {
            const what = REGISTRY.exec(text)?.[0] ?? (isTest(file) ? undefined : MACHINE_PATH.exec(text)?.[0]);
            return what === undefined ? [] : [{ file, line: index + 1, says: `names ${what}` }];
          }),
      ),
};
