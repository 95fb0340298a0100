import { proves } from '../testing/proves';
import { lockfile } from './lockfile.rule';

const at = 'package-lock.json';
const lock = (packages: object) => ({ [at]: JSON.stringify({ packages }) });

proves(lockfile, {
  caught: {
    'an address': { files: lock({ 'node_modules/pg': { resolved: 'https://example.org/pg.tgz' } }), at: [`${at}#node_modules/pg`] },
    'a platform package that npm left out': {
      files: lock({ 'node_modules/nx': { optionalDependencies: { '@nx/nx-darwin-arm64': '24.0.6' } } }),
      at: [`${at}#node_modules/nx > @nx/nx-darwin-arm64`],
    },
    'a dependency out of reach': {
      files: lock({ 'node_modules/a': { dependencies: { b: '1' } }, 'node_modules/c/node_modules/b': {} }),
      at: [`${at}#node_modules/a > b`],
    },
  },
  allowed: {
    'links to workspaces, and dependencies near and far': lock({
      '': { dependencies: { a: '1' } },
      'node_modules/@meridian/kernel': { resolved: 'libs/kernel', link: true },
      'libs/kernel': { dependencies: { d: '1' } },
      'libs/kernel/node_modules/d': {},
      'node_modules/a': { dependencies: { b: '1', c: '1' } },
      'node_modules/a/node_modules/b': { dependencies: { c: '1' } },
      'node_modules/c': {},
    }),
  },
});
