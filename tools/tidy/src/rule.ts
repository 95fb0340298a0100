import type { Tree } from './tree';

export interface Violation {
  readonly file: string;
  readonly line?: number;
  /** Which of several things in one file; an exception must then name it. */
  readonly about?: string;
  readonly says: string;
}

/** One law of the repository: a pure function over its files. Its planted violations stand in the spec beside it. */
export interface Rule {
  readonly name: string;
  check(tree: Tree): readonly Violation[];
}

/** A violation somebody answers for. `about` is needed where the violation has one. */
export interface Exception {
  readonly rule: string;
  readonly file: string;
  readonly about?: string;
  readonly reason: string;
}

const REASON_LENGTH = 20;

const excuses = (exception: Exception, rule: string, violation: Violation): boolean =>
  exception.rule === rule && exception.file === violation.file && exception.about === violation.about;

/** What stands against a rule once the exceptions are taken off. */
export function judge(rule: Rule, tree: Tree, exceptions: readonly Exception[]): Violation[] {
  return rule.check(tree).filter((violation) => !exceptions.some((exception) => excuses(exception, rule.name, violation)));
}

/** Exceptions may only shrink: one that excuses nothing, or does not say why, is itself a violation. */
export function idleExceptions(rules: readonly Rule[], tree: Tree, exceptions: readonly Exception[]): Exception[] {
  const checked = new Map(rules.map((rule) => [rule.name, rule.check(tree)]));
  return exceptions.filter(
    (exception) =>
      exception.reason.trim().length < REASON_LENGTH ||
      !checked.get(exception.rule)?.some((violation) => excuses(exception, exception.rule, violation)),
  );
}

export const line = ({ file, line, says }: Violation): string => `${file}${line === undefined ? '' : `:${line}`} ${says}`;
