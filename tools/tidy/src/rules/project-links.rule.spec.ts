import { proves } from '../testing/proves';
import { projectLinks } from './project-links.rule';

const fine = {
  'package.json': '{"workspaces":["apps/*","libs/*"]}',
  'libs/kernel/package.json': '{"name":"@meridian/kernel"}',
  'libs/kernel/src/fen.ts': 'export const a = 1;',
  'apps/order/package.json': '{"name":"@meridian/order","dependencies":{"@meridian/kernel":"*"}}',
  'apps/order/tsconfig.json': '{"references":[{"path":"../../libs/kernel"}]}',
  'apps/order/src/a.ts': "import { a } from '@meridian/kernel/fen';",
};

proves(projectLinks, {
  caught: {
    'an import that package.json does not list': {
      files: { ...fine, 'apps/order/package.json': '{"name":"@meridian/order"}' },
      at: ['apps/order/package.json#@meridian/kernel'],
    },
    'an import pinned to a version': {
      files: { ...fine, 'apps/order/package.json': '{"name":"@meridian/order","dependencies":{"@meridian/kernel":"1"}}' },
      at: ['apps/order/package.json#@meridian/kernel'],
    },
    'a re-export, a lazy load and a require': {
      files: {
        ...fine,
        'libs/kernel/src/a.ts': "export * from '@meridian/a/x';\nimport('@meridian/b/x');\nrequire('@meridian/c/x');",
      },
      at: ['libs/kernel/package.json#@meridian/a', 'libs/kernel/package.json#@meridian/b', 'libs/kernel/package.json#@meridian/c'],
    },
    'a way round by the path': {
      files: { ...fine, 'apps/order/src/b.ts': "import { a } from '../../../libs/kernel/src/fen';" },
      at: ['apps/order/src/b.ts'],
    },
    'an import without a reference': {
      files: { ...fine, 'apps/order/tsconfig.json': '{"references":[]}' },
      at: ['apps/order/tsconfig.json#@meridian/kernel'],
    },
    'a dependency nobody imports': {
      files: { ...fine, 'apps/order/src/a.ts': 'export const b = 2;' },
      at: ['apps/order/package.json#@meridian/kernel'],
    },
  },
  allowed: {
    'imports, types, re-exports and lazy loads that are declared': {
      ...fine,
      'apps/order/src/b.ts': "export type { A } from '@meridian/kernel/fen';",
    },
    'plain tools by their path': { ...fine, 'apps/order/src/b.itest.ts': "import '../../../tools/dev/ports.mjs';\nimport './a';" },
    'a mention in a comment or a text': {
      ...fine,
      'libs/kernel/src/fen.ts': `// like @meridian/order/a\nexport const a = "import '@meridian/order/a'";`,
    },
  },
});
