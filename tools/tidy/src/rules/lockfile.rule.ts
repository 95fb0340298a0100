import type { Rule, Violation } from '../rule';
import { jsonOf } from '../tree';

const LOCK = 'package-lock.json';

interface Locked {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * The lock names no registry, so any mirror serves it, and it is whole: npm writes a lock without the platform packages a
 * registry lacks, and `npm ci` then refuses it on every machine.
 */
export const lockfile: Rule = {
  name: 'lockfile',
  check(tree) {
    const packages = jsonOf<{ packages?: Readonly<Record<string, Locked>> }>(tree, LOCK)?.packages ?? {};
    return Object.entries(packages).flatMap(([at, locked]): Violation[] => {
      const addressed = locked.resolved !== undefined && locked.link !== true;
      const needed = Object.keys({ ...locked.dependencies, ...locked.optionalDependencies });
      const missing = locked.link === true ? [] : needed.filter((name) => !places(at, name).some((place) => place in packages));
      return [
        ...(addressed ? [{ file: LOCK, about: at, says: `gives ${at} an address` }] : []),
        ...missing.map((name) => ({ file: LOCK, about: `${at} > ${name}`, says: `lacks ${name}, which ${at} needs; npm ci will refuse` })),
      ];
    });
  },
};

/** Where node looks for `name` from the package at `at`, nearest first. */
function places(at: string, name: string): string[] {
  const folders = at === '' ? [] : at.split('/');
  const found: string[] = [];
  for (let depth = folders.length; depth >= 0; depth--) {
    if (folders[depth - 1] !== 'node_modules') found.push([...folders.slice(0, depth), 'node_modules', name].join('/'));
  }
  return found;
}
