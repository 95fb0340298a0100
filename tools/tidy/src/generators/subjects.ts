import { type Mention, type Message, mentionsOf, messagesOf } from '../messages';
import { asks } from '../rules/contracts.rule';
import { listens, publishes } from '../rules/facts.rule';
import type { Tree } from '../tree';

/** docs/generated/subjects.md: who answers and who asks, who publishes and who listens. */
export function subjectsPage(tree: Tree): string {
  const messages = messagesOf(tree);
  const mentions = mentionsOf(tree, messages);
  const rows = (kind: Message['kind'], columns: (message: Message, owner: string) => readonly string[]): string[] =>
    messages
      .filter((message) => message.kind === kind)
      .flatMap((message) => [...message.subjects].map(([owner, subject]) => [`\`${subject}\``, link(message), ...columns(message, owner)]))
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
      .map((cells) => `| ${cells.join(' | ')} |`);
  const who = (message: Message, owner: string, wanted: (mention: Mention) => boolean): string => {
    const found = mentions.filter((one) => one.message === message && one.owners.includes(owner) && wanted(one));
    return [...new Set(found.map(({ by }) => by))].sort().join(', ') || '—';
  };
  return [
    '# Subjects',
    '',
    'Written from the code by tools/tidy; do not edit. `tools/tidy/README.md` says how to write it anew.',
    '',
    '## Questions and commands',
    '',
    '| Subject | Contract | Answered by | Asked by |',
    '| --- | --- | --- | --- |',
    ...rows('contract', (message, owner) => [
      who(message, owner, answersFor(owner)),
      who(message, owner, (mention) => asks(mention, owner)),
    ]),
    '',
    '## Facts',
    '',
    '| Subject | Contract | Published by | Heard by |',
    '| --- | --- | --- | --- |',
    ...rows('fact', (message, owner) => [who(message, owner, publishes), who(message, owner, listens)]),
    '',
  ].join('\n');
}

const answersFor =
  (owner: string) =>
  ({ as, by }: Mention): boolean =>
    as === 'answers' && by === owner;

const link = ({ name, file }: Message): string => `[${name}](../../${file})`;
