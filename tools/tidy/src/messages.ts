import { isIdentifier, isReference, type Node, type Source, type Step, sourceOf, sourcesOf } from './source';
import { isForTests, isTest, type Tree } from './tree';

/** One declared message: a contract or fact, or a factory that declares the same contract for each of several services. */
export interface Message {
  readonly kind: 'contract' | 'fact';
  /** `openCollection` */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Owning service → subject. One entry; a factory has one for each of its services. */
  readonly subjects: ReadonlyMap<string, string>;
}

/** A place outside the contracts that names a message. */
export interface Mention {
  readonly message: Message;
  /** `answers`: inside @Answers(…). `listens`: in a list called `facts`, a projection or a consumer. `names`: anything else. */
  readonly as: 'answers' | 'listens' | 'names';
  /** The services meant: all of the message's own unless a factory is called with one name. */
  readonly owners: readonly string[];
  /** `order`, or `libs/platform` outside the apps. */
  readonly by: string;
  readonly file: string;
  readonly line: number;
}

const isDeclaration = (file: string): boolean => /^libs\/contracts\/src\/.*\.(?:contract|event)\.ts$/.test(file);
const PACKAGE = '@meridian/contracts/';

export function messagesOf(tree: Tree): Message[] {
  const lists = serviceLists(tree);
  return sourcesOf(tree, isDeclaration).flatMap((source) => {
    const found: Message[] = [];
    source.walk((node, above) => {
      const name = (node.id as { value?: string } | undefined)?.value;
      if (node.type !== 'VariableDeclarator' || name === undefined || above.length !== EXPORTED_DEPTH) return;
      const message = declared(node, lists);
      if (message !== null) found.push({ ...message, name, file: source.file, line: source.startLine(node) });
    });
    return found;
  });
}

/** Module, export, variable declaration. */
const EXPORTED_DEPTH = 3;

function declared(declarator: Node, lists: ReadonlyMap<string, readonly string[]>): Pick<Message, 'kind' | 'subjects'> | null {
  const init = declarator.init as Node | null;
  const factory = init?.type === 'ArrowFunctionExpression' ? init : null;
  const call = (factory === null ? init : factory.body) as Node | null;
  if (call?.type !== 'CallExpression') return null;
  const kind = isIdentifier(call.callee, 'contract') ? 'contract' : isIdentifier(call.callee, 'factContract') ? 'fact' : null;
  if (kind === null) return null;
  const parts = subjectParts(call);
  if (parts.length === 0) return { kind, subjects: new Map() };
  const services = factory === null ? [null] : (lists.get(parameterType(factory)) ?? []);
  const subjects = services.map((service) => parts.join(service ?? ''));
  return { kind, subjects: new Map(subjects.map((subject) => [ownerOf(subject), subject])) };
}

export const ownerOf = (subject: string): string => subject.replace(/^fact\./, '').split('.')[0] ?? '';

/** The texts between the placeholders of `subject`; a single one for a plain subject. */
function subjectParts(call: Node): string[] {
  const [argument] = call.arguments as readonly { expression: Node & { properties?: readonly Node[] } }[];
  const value = argument?.expression.properties?.find(({ key }) => isIdentifier(key, 'subject'))?.value as Node | undefined;
  if (value?.type === 'StringLiteral') return [String(value.value)];
  if (value?.type === 'TemplateLiteral') return (value.quasis as readonly { cooked: string }[]).map(({ cooked }) => cooked);
  return [];
}

function parameterType(factory: Node): string {
  const [parameter] = factory.params as readonly Node[];
  const annotation = (parameter?.typeAnnotation as { typeAnnotation?: Node } | undefined)?.typeAnnotation;
  const name = annotation?.typeName as { value?: string } | undefined;
  return name?.value ?? '';
}

/** `type CaseService = (typeof CASE_SERVICES)[number]` with its list: type name → services. */
function serviceLists(tree: Tree): Map<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  for (const { text } of sourcesOf(tree, (file) => file.startsWith('libs/contracts/src/') && !isTest(file))) {
    for (const [, type, list] of text.matchAll(/type (\w+) = \(typeof (\w+)\)\[number\]/g)) {
      const items = new RegExp(`const ${list} = \\[([^\\]]*)\\]`).exec(text)?.[1] ?? '';
      lists.set(
        type ?? '',
        [...items.matchAll(/'([\w-]+)'/g)].map(([, item]) => item ?? ''),
      );
    }
  }
  return lists;
}

/** Every place in apps and libraries, tests left out, that names a message. */
export function mentionsOf(tree: Tree, messages: readonly Message[]): Mention[] {
  const byOrigin = new Map(messages.map((message) => [`${originOf(message.file)}#${message.name}`, message]));
  const bySubject = new Map(messages.flatMap((message) => [...message.subjects.values()].map((subject) => [subject, message] as const)));
  const speaks = (file: string): boolean => /^(?:apps|libs)\//.test(file) && !file.startsWith('libs/contracts/') && !isForTests(file);
  return sourcesOf(tree, speaks).flatMap((source) => mentionsIn(source, byOrigin, bySubject));
}

/** `@meridian/contracts/order/create-order.contract` for its file. */
const originOf = (file: string): string => file.replace('libs/contracts/src/', PACKAGE).replace(/\.ts$/, '');

function mentionsIn(source: Source, byOrigin: ReadonlyMap<string, Message>, bySubject: ReadonlyMap<string, Message>): Mention[] {
  const locals = importedNames(source, byOrigin);
  const found: Mention[] = [];
  const add = (message: Message, node: Node, above: readonly Step[]): void => {
    const as = roleOf(above, source.file);
    found.push({
      message,
      as,
      owners: ownersMeant(message, above),
      by: speakerOf(source.file),
      file: source.file,
      line: source.startLine(node),
    });
  };
  source.walk((node, above) => {
    const local = isIdentifier(node) && isReference(above) && !isTypeOnly(above) ? locals.get(node.value) : undefined;
    // The domain may not import contracts: it announces a fact by its subject.
    const subject = node.type === 'StringLiteral' ? bySubject.get(String(node.value)) : undefined;
    const message = local ?? subject;
    if (message !== undefined) add(message, node, above);
  });
  return found;
}

function importedNames(source: Source, byOrigin: ReadonlyMap<string, Message>): Map<string, Message> {
  const locals = new Map<string, Message>();
  for (const item of source.module.body as readonly Node[]) {
    if (item.type !== 'ImportDeclaration') continue;
    const origin = String((item.source as Node).value);
    for (const { local, imported } of item.specifiers as readonly { local: { value: string }; imported?: { value: string } | null }[]) {
      const message = byOrigin.get(`${origin}#${imported?.value ?? local.value}`);
      if (message !== undefined) locals.set(local.value, message);
    }
  }
  return locals;
}

const isTypeOnly = (above: readonly Step[]): boolean =>
  above.some(({ node }) => /^Ts(?:TypeQuery|TypeAnnotation|TypeAliasDeclaration)$/.test(node.type));

function roleOf(above: readonly Step[], file: string): Mention['as'] {
  if (above.some(({ node }) => node.type === 'Decorator' && isIdentifier((node.expression as Node).callee, 'Answers'))) return 'answers';
  const inFacts = above.some(
    ({ node }) => (node.type === 'KeyValueProperty' || node.type === 'ClassProperty') && isIdentifier(node.key, 'facts'),
  );
  return inFacts || /\.(?:projection|consumer)\.ts$/.test(file) ? 'listens' : 'names';
}

function ownersMeant(message: Message, above: readonly Step[]): string[] {
  const all = [...message.subjects.keys()];
  const parent = above.at(-1);
  if (all.length === 1 || parent?.node.type !== 'CallExpression' || parent.key !== 'callee') return all;
  const [argument] = parent.node.arguments as readonly { expression: Node }[];
  return argument?.expression.type === 'StringLiteral' ? [String(argument.expression.value)] : all;
}

const speakerOf = (file: string): string => /^apps\/([^/]+)\//.exec(file)?.[1] ?? file.split('/').slice(0, 2).join('/');

/** The exported codes of refusals, with the line each stands on. */
export function codesOf(tree: Tree): Map<string, number> {
  const source = sourceOf(tree, CODES_FILE);
  const codes = new Map<string, number>();
  source?.walk((node, above) => {
    const isList = above.at(-1)?.node.type === 'ObjectExpression' && above.some((step) => isIdentifier(step.node.id, 'CODES'));
    const nested = above.filter((step) => step.node.type === 'ObjectExpression').length;
    if (isList && nested === 1 && node.type === 'KeyValueProperty')
      codes.set(String((node.key as Node).value), source.startLine(node.key as Node));
  });
  return codes;
}

export const CODES_FILE = 'libs/contracts/src/codes.ts';
