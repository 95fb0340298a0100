import { type Mention, type Message, mentionsOf, messagesOf, ownerOf } from '../messages';
import type { Rule, Violation } from '../rule';
import { sourcesOf } from '../source';
import { isForTests, type Tree } from '../tree';
import { misnamed } from './contracts.rule';

/** A fact is published by its owner and heard by somebody else, or an exception says why nobody listens. */
export const facts: Rule = {
  name: 'facts',
  check(tree) {
    const messages = messagesOf(tree).filter(({ kind }) => kind === 'fact');
    const mentions = mentionsOf(tree, messages);
    return [...messages.flatMap((message) => [...misnamed(message), ...traffic(message, mentions)]), ...unknownSubjects(tree, messages)];
  },
};

export const publishes = ({ message, by, as }: Mention): boolean => as === 'names' && message.subjects.has(by);
export const listens = ({ message, by, as }: Mention): boolean => as === 'listens' || (as === 'names' && !message.subjects.has(by));

function traffic(message: Message, mentions: readonly Mention[]): Violation[] {
  const { file, line, name } = message;
  const own = mentions.filter((mention) => mention.message === message);
  return [
    ...(own.some(publishes) ? [] : [{ file, line, about: `${name} published`, says: `${name} is published by nobody` }]),
    ...(own.some(listens) ? [] : [{ file, line, about: `${name} heard`, says: `${name} is heard by nobody` }]),
  ];
}

/** The domain announces by text, which no compiler compares with the contracts. */
function unknownSubjects(tree: Tree, messages: readonly Message[]): Violation[] {
  const known = new Set(messages.flatMap(({ subjects }) => [...subjects.values()]));
  return sourcesOf(tree, (file) => file.startsWith('apps/') && !isForTests(file)).flatMap((source) => {
    const found: Violation[] = [];
    source.walk((node) => {
      const text = node.type === 'StringLiteral' ? String(node.value) : '';
      if (!/^fact\.[\w-]+\.[\w-]+\.v\d+$/.test(text) || known.has(text)) return;
      found.push({
        file: source.file,
        line: source.startLine(node),
        says: `names ${text}, a fact of ${ownerOf(text)} that no contract declares`,
      });
    });
    return found;
  });
}
