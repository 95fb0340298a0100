import type { Rule } from '../rule';
import { treeOf } from '../tree';

type Contents = Readonly<Record<string, string>>;

/** A planted violation: the files, and where the rule must find something: `path`, `path:line` or `path#about`, each exactly once. */
export interface Plant {
  readonly files: Contents;
  readonly at: readonly [string, ...string[]];
}

export interface Proof {
  readonly caught: Readonly<Record<string, Plant>>;
  readonly allowed: Readonly<Record<string, Contents>>;
}

/** A guard that catches nothing is worse than none: every rule must catch what was planted, all of it and nothing else. */
export function proves(rule: Rule, { caught, allowed }: Proof): void {
  describe(`the rule ${rule.name}`, () => {
    it.each(Object.entries(caught))('catches %s', (_, { files, at }) => {
      const found = rule
        .check(treeOf(files))
        .map(({ file, line, about }) => ({ file, line: `${file}:${line}`, about: `${file}#${about}` }));
      expect(found).toHaveLength(at.length);
      for (const place of at) expect(found.flatMap((one) => Object.values(one))).toContain(place);
    });
    it.each(Object.entries(allowed))('lets pass %s', (_, files) => {
      expect(rule.check(treeOf(files))).toEqual([]);
    });
  });
}
