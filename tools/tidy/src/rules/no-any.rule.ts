import type { Rule, Violation } from '../rule';
import { sourcesOf } from '../source';

const STRICT = /(?:^libs\/contracts\/|\/(?:domain|usecases)\/)/;

/** Where money is decided and messages are declared, a type nobody checks is a hole. Biome refuses `any` elsewhere, but can be hushed. */
export const noAny: Rule = {
  name: 'no-any',
  check: (tree) =>
    sourcesOf(tree, (file) => STRICT.test(file)).flatMap((source) => {
      const found: Violation[] = [];
      source.walk((node) => {
        if (node.type === 'TsKeywordType' && node.kind === 'any') {
          found.push({ file: source.file, line: source.startLine(node), says: 'says any' });
        }
      });
      return found;
    }),
};
