import type { Rule } from '../rule';
import { sourceOf } from '../source';
import { isCode } from '../tree';

/** The other rules skip what they cannot read, so nothing unreadable may stay. */
export const parses: Rule = {
  name: 'parses',
  check: (tree) =>
    tree.files.filter((file) => isCode(file) && sourceOf(tree, file) === null).map((file) => ({ file, says: 'does not parse' })),
};
