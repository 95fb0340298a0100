import { posix } from 'node:path';
import { type Mention, type Message, mentionsOf, messagesOf } from '../messages';
import type { Rule, Violation } from '../rule';

/** A contract is answered once, by the service its subject names, asked by somebody, and found by its file's name. */
export const contracts: Rule = {
  name: 'contracts',
  check(tree) {
    const messages = messagesOf(tree).filter(({ kind }) => kind === 'contract');
    const mentions = mentionsOf(tree, messages);
    return messages.flatMap((message) => [...misnamed(message), ...unanswered(message, mentions), ...unasked(message, mentions)]);
  },
};

const violation = ({ file, line, name }: Message, says: string): Violation => ({ file, line, about: name, says: `${name} ${says}` });

const stemOf = ({ file }: Message): string => posix.basename(file).replace(/\.(?:contract|event)\.ts$/, '');

/** `<service>.<stem>.v1` for libs/contracts/src/<service>/<stem>.contract.ts; a factory's folder is free. */
export function misnamed(message: Message): Violation[] {
  const stem = stemOf(message);
  const folder = message.file.split('/').at(-2);
  const [prefix, isFactory] = [message.kind === 'fact' ? 'fact.' : '', message.subjects.size > 1];
  const fits = [...message.subjects].every(
    ([owner, subject]) => new RegExp(`^${prefix}${owner}\\.${stem}\\.v[1-9]\\d*$`).test(subject) && (isFactory || owner === folder),
  );
  if (message.subjects.size === 0) return [violation(message, 'has no subject that can be read')];
  return fits ? [] : [violation(message, `has a subject that does not lead to its file: ${[...message.subjects.values()][0]}`)];
}

function unanswered(message: Message, mentions: readonly Mention[]): Violation[] {
  return [...message.subjects.keys()].flatMap((owner) => {
    const answers = mentions.filter(
      (one) => one.message === message && one.as === 'answers' && one.owners.includes(owner) && one.by === owner,
    );
    const strangers = mentions.filter((one) => one.message === message && one.as === 'answers' && !one.owners.includes(one.by));
    const handler = `${stemOf(message)}.handler.ts`;
    const astray = message.subjects.size > 1 ? [] : answers.filter(({ file }) => !file.endsWith(`/${handler}`));
    return [
      ...astray.map(({ file }) => violation(message, `is answered in ${file}, not in ${handler}`)),
      ...(answers.length === 1 ? [] : [violation(message, `has ${answers.length} handlers in ${owner} (1)`)]),
      ...strangers.map(({ by }) => violation(message, `is answered by ${by}, which does not own it`)),
    ];
  });
}

/** A service that names its own contract (for its deadline, say) does not ask itself. */
export const asks = ({ as, by, owners }: Mention, owner: string): boolean => as === 'names' && by !== owner && owners.includes(owner);

function unasked(message: Message, mentions: readonly Mention[]): Violation[] {
  return [...message.subjects.keys()]
    .filter((owner) => !mentions.some((one) => one.message === message && asks(one, owner)))
    .map((owner) => violation(message, `of ${owner} is asked by nobody`));
}
