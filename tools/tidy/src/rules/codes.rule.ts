import { CODES_FILE, codesOf } from '../messages';
import type { Rule, Violation } from '../rule';
import { isIdentifier, type Node, sourcesOf } from '../source';
import { isForTests } from '../tree';

/** The sandbox speaks the outside world's codes. */
const answers = (file: string): boolean =>
  /^(?:apps\/(?!sandbox\/)|libs\/)/.test(file) && file !== CODES_FILE && !file.endsWith('.contract.ts') && !isForTests(file);

/**
 * Every code is answered by somebody, and everything answered is a code: the domain refuses by text, which no compiler
 * compares with the list, and an unknown code reaches the asker as silence. (The HTTP status of each is TypeScript's business.)
 */
export const codes: Rule = {
  name: 'codes',
  check(tree) {
    const listed = codesOf(tree);
    const said = new Set<string>();
    const unknown: Violation[] = [];
    for (const source of sourcesOf(tree, answers)) {
      source.walk((node, above) => {
        if (node.type !== 'StringLiteral' || above.at(-1)?.node.type === 'TsLiteralType') return;
        const code = String(node.value);
        const { node: parent, key } = above.at(-1) ?? { node, key: '' };
        said.add(code);
        if (listed.size > 0 && !listed.has(code) && refusesWith(parent, key, node)) {
          unknown.push({
            file: source.file,
            line: source.startLine(node),
            about: code,
            says: `refuses with ${code}, which is not in codes.ts`,
          });
        }
      });
    }
    const idle = [...listed].filter(([code]) => !said.has(code));
    return [
      ...idle.map(([code, line]) => ({ file: CODES_FILE, line, about: code, says: `lists ${code}, which nobody answers` })),
      ...unknown,
    ];
  },
};

function refusesWith(parent: Node, key: string, literal: Node): boolean {
  if (parent.type !== 'CallExpression' || key !== 'arguments') return false;
  const [first] = parent.arguments as readonly { expression: Node }[];
  return first?.expression === literal && (isIdentifier(parent.callee, 'refused') || isIdentifier(parent.callee, 'refuse'));
}
