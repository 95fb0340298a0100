import type { Rule, Violation } from '../rule';
import { isIdentifier, sourcesOf } from '../source';

/** A forward reference is a circular dependency that was given a name instead of a cure. */
export const noForwardRef: Rule = {
  name: 'no-forward-ref',
  check: (tree) =>
    sourcesOf(tree, () => true).flatMap((source) => {
      const found: Violation[] = [];
      source.walk((node) => {
        if (isIdentifier(node, 'forwardRef')) found.push({ file: source.file, line: source.startLine(node), says: 'uses forwardRef' });
      });
      return found;
    }),
};
