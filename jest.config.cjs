/**
 * One jest configuration for every project. `MERIDIAN_TEST_KIND` says which files run: spec (nothing outside the process),
 * itest (real PostgreSQL and NATS), journey (the whole running stack). swc compiles TypeScript to CommonJS with decorator metadata;
 * tests run the libraries' sources, never their dist.
 */
const fs = require('node:fs');
const path = require('node:path');

const kind = process.env.MERIDIAN_TEST_KIND ?? 'spec';
const groups = ['apps', 'libs', 'libs/channels', 'libs/insurers', 'libs/his', 'tools'];
const mapper = {};
for (const group of groups) {
  const at = path.join(__dirname, group);
  if (!fs.existsSync(at)) continue;
  for (const folder of fs.readdirSync(at)) {
    const manifest = path.join(at, folder, 'package.json');
    if (!fs.existsSync(manifest)) continue;
    const { name } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
    if (!name?.startsWith('@meridian/')) continue;
    const sources = fs.existsSync(path.join(at, folder, 'src')) ? 'src' : '.'; // the project's own commands lie flat in tools/dev
    mapper[`^${name}/(.*)$`] = path.join(at, folder, sources, '$1');
  }
}

// Where the runs leave their figures for `npm test` to add up; jest writes there but does not make the folder.
fs.mkdirSync(path.join(__dirname, '.local/test-results'), { recursive: true });

module.exports = {
  testEnvironment: 'node',
  testMatch: [`**/*.${kind}.ts`],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.local/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  setupFiles: [require.resolve('reflect-metadata')],
  testTimeout: kind === 'spec' ? 10_000 : 60_000,
  transform: {
    '^.+\\.(ts|mjs)$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
      },
    ],
  },
  moduleNameMapper: mapper,
};
