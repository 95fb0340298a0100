import { proves } from '../testing/proves';
import { testsRun } from './tests-run.rule';

const root = {
  'package.json': '{"workspaces":["apps/*","libs/*","libs/channels/*"]}',
  'nx.json': '{"targetDefaults":{"test":{},"itest":{},"journey":{}}}',
};
const manifest = (...targets: string[]) =>
  JSON.stringify({ name: 'x', nx: { targets: Object.fromEntries(targets.map((target) => [target, {}])) } });

proves(testsRun, {
  caught: {
    'a kind the project does not run': {
      files: { ...root, 'libs/a/package.json': manifest('test'), 'libs/a/src/a.spec.ts': '', 'libs/a/src/a.itest.ts': '' },
      at: ['libs/a/src/a.itest.ts'],
    },
    'a test outside every project': { files: { ...root, 'docs/a.spec.ts': '' }, at: ['docs/a.spec.ts'] },
    'a test in a folder jest ignores': {
      files: { ...root, 'libs/a/package.json': manifest('test'), 'libs/a/src/dist/a.spec.ts': '' },
      at: ['libs/a/src/dist/a.spec.ts'],
    },
    'a test of an unknown kind': {
      files: { ...root, 'libs/a/package.json': manifest(), 'libs/a/src/a.test.ts': '', 'libs/a/src/b.spec.mjs': '' },
      at: ['libs/a/src/a.test.ts', 'libs/a/src/b.spec.mjs'],
    },
    'a target that runs nothing': { files: { ...root, 'libs/a/package.json': manifest('journey') }, at: ['libs/a/package.json#journey'] },
    'a target nobody defines': {
      files: { ...root, 'nx.json': '{"targetDefaults":{}}', 'libs/a/package.json': manifest('test'), 'libs/a/src/a.spec.ts': '' },
      at: ['libs/a/package.json#test'],
    },
  },
  allowed: {
    'every kind with its target, in every kind of workspace': {
      ...root,
      'libs/channels/wechat/package.json': manifest('test'),
      'libs/channels/wechat/src/conformance.spec.ts': '',
      'apps/order/package.json': manifest('test', 'itest', 'journey'),
      'apps/order/src/a.spec.ts': '',
      'apps/order/src/a.itest.ts': '',
      'apps/order/src/a.journey.ts': '',
    },
  },
});
