import type { Rule, Violation } from '../rule';
import { isIdentifier, type Node, sourcesOf } from '../source';

const ALLOWED = /(?:^tools\/|(?:^|\/)config\.ts$|^jest\.config\.cjs$|\.(?:itest|journey)\.ts$)/;

const isEnvMember = ({ property }: Node): boolean => {
  const name = property as Node;
  return isIdentifier(name, 'env') || (name.type === 'Computed' && (name.expression as Node).value === 'env');
};

function readsEnv(node: Node): boolean {
  if (node.type === 'MemberExpression') return isIdentifier(node.object, 'process') && isEnvMember(node);
  if (node.type === 'VariableDeclarator') {
    const pattern = node.id as Node & { properties?: readonly Node[] };
    return isIdentifier(node.init, 'process') && (pattern.properties?.some(({ key }) => isIdentifier(key, 'env')) ?? false);
  }
  if (node.type === 'ImportDeclaration') {
    const { source, specifiers } = node as unknown as { source: { value: string }; specifiers: readonly Node[] };
    return /^(?:node:)?process$/.test(source.value) && specifiers.some(({ imported, local }) => isIdentifier(imported ?? local, 'env'));
  }
  return false;
}

/** A process reads its environment in one place, checks it there and stops when it does not fit. */
export const envInConfig: Rule = {
  name: 'env-in-config',
  check: (tree) =>
    sourcesOf(tree, (file) => !ALLOWED.test(file)).flatMap((source) => {
      const found: Violation[] = [];
      source.walk((node) => {
        if (readsEnv(node)) found.push({ file: source.file, line: source.startLine(node), says: 'reads process.env outside config.ts' });
      });
      return found;
    }),
};
