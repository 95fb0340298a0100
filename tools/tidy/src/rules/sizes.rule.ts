import type { Rule, Violation } from '../rule';
import { isIdentifier, type Node, rootName, type Source, type Step, sourcesOf } from '../source';

const FILE_LINES = 200;
/** A table of cases is read from top to bottom; splitting it helps nobody. */
const TEST_FILE_LINES = 500;
const IS_TEST = /\.(?:spec|itest|journey|fixture|cases)\.m?ts$|\/testing(?:\/|\.ts$)/;
const FUNCTION_LINES = 60;
const PARAMETERS = 4;

const REASON = /^\/\/ size: (?<reason>.+)$/m;
const REASON_WITHIN_LINES = 5;
const REASON_LENGTH = 20;

/** Sizes are a smell to look at, not a wall: past them a reason stands in the file's first lines as `// size: <reason>`. */
export const sizes: Rule = {
  name: 'sizes',
  check: (tree) =>
    sourcesOf(tree, () => true).flatMap((source): Violation[] => {
      const tooBig = measure(source);
      const reason = REASON.exec(source.text.split('\n').slice(0, REASON_WITHIN_LINES).join('\n'))?.groups?.reason;
      if (reason === undefined) return tooBig;
      if (reason.length < REASON_LENGTH) return [{ file: source.file, says: `gives no real reason for its size: ${reason}` }];
      return tooBig.length > 0 ? [] : [{ file: source.file, says: 'excuses a size it does not have' }];
    }),
};

function measure(source: Source): Violation[] {
  const { file } = source;
  const found: Violation[] = [];
  const lines = source.text.replace(/\n$/, '').split('\n').length;
  const allowed = IS_TEST.test(file) ? TEST_FILE_LINES : FILE_LINES;
  if (lines > allowed) found.push({ file, says: `has ${lines} lines (${allowed})` });
  source.walk((node, above) => {
    const parameters = parametersOf(node);
    if (parameters === null) return;
    const line = source.startLine(node);
    const length = source.endLine(node) - line + 1;
    if (length > FUNCTION_LINES && !isSuite(above))
      found.push({ file, line, says: `has a function of ${length} lines (${FUNCTION_LINES})` });
    if (parameters > PARAMETERS) found.push({ file, line, says: `has a function of ${parameters} parameters (${PARAMETERS})` });
  });
  return found;
}

function parametersOf(node: Node): number | null {
  const { params } = (node.type === 'ClassMethod' || node.type === 'PrivateMethod' ? node.function : node) as { params?: readonly Node[] };
  const isFunction =
    /^(?:Function(?:Declaration|Expression)|ArrowFunctionExpression|ClassMethod|PrivateMethod|Constructor|MethodProperty)$/;
  if (!isFunction.test(node.type) || params === undefined) return null;
  // A route's or handler's decorated arguments are named by their decorators, not by their place.
  return params.filter((param) => !isIdentifier(param.pat ?? param, 'this') && !isDecorated(param)).length;
}

const isDecorated = (param: Node): boolean => Array.isArray(param.decorators) && param.decorators.length > 0;

/** The body of a `describe` is a list, not a function somebody has to hold in mind. */
const isSuite = (above: readonly Step[]): boolean => {
  const parent = above.at(-1)?.node;
  return parent?.type === 'CallExpression' && rootName(parent.callee) === 'describe';
};
