import type { Rule } from '../rule';

/** Packages export files. A barrel makes jest load everything behind it and is where import cycles start. */
export const noBarrels: Rule = {
  name: 'no-barrels',
  check: (tree) =>
    tree.files
      .filter((file) => /^(?:apps|libs|tools)\/(?:.*\/)?index\.[cm]?[jt]sx?$/.test(file))
      .map((file) => ({ file, says: 'is a barrel: export files, not folders' })),
};
