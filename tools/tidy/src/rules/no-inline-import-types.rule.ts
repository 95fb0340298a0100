import type { Rule, Violation } from '../rule';
import { sourcesOf } from '../source';

/** dependency-cruiser does not see the arrow in `import('…').T`; as an import statement it does. */
export const noInlineImportTypes: Rule = {
  name: 'no-inline-import-types',
  check: (tree) =>
    sourcesOf(tree, (file) => /\.[cm]?tsx?$/.test(file)).flatMap((source) => {
      const found: Violation[] = [];
      source.walk((node) => {
        if (node.type === 'TsImportType') {
          found.push({ file: source.file, line: source.startLine(node), says: 'imports a type inline; write an import statement' });
        }
      });
      return found;
    }),
};
