import { proves } from '../testing/proves';
import { projectShape } from './project-shape.rule';

const fine = {
  'package.json': '{"workspaces":["apps/*","libs/*","libs/channels/*","tools/*"]}',
  'tsconfig.json': '{"references":[{"path":"libs/a"},{"path":"libs/channels/wechat"}]}',
  'libs/a/package.json': '{"name":"@meridian/a"}',
  'libs/a/tsconfig.json': '{"include":["src"]}',
  'libs/a/src/a.ts': '',
};

proves(projectShape, {
  caught: {
    'a third configuration file': {
      files: { ...fine, 'libs/a/jest.config.cjs': '', 'libs/a/project.json': '', 'libs/a/tsconfig.spec.json': '', 'libs/a/.swcrc': '' },
      at: ['libs/a/jest.config.cjs', 'libs/a/project.json', 'libs/a/tsconfig.spec.json', 'libs/a/.swcrc'],
    },
    'another name': { files: { ...fine, 'libs/a/package.json': '{"name":"@meridian/b"}' }, at: ['libs/a/package.json'] },
    'a plug-in without its kind in the name': {
      files: { ...fine, 'libs/channels/wechat/package.json': '{"name":"@meridian/wechat"}' },
      at: ['libs/channels/wechat/package.json'],
    },
    'a project that nobody builds': { files: { ...fine, 'tsconfig.json': '{}' }, at: ['libs/a/tsconfig.json'] },
    'TypeScript without a tsconfig': {
      files: { ...fine, 'tools/b/package.json': '{"name":"@meridian/b"}', 'tools/b/src/b.ts': '' },
      at: ['tools/b/tsconfig.json'],
    },
    'a file outside the tsconfig': { files: { ...fine, 'libs/a/test/world.ts': '' }, at: ['libs/a/test/world.ts'] },
  },
  allowed: {
    'two files each, and a tool in plain JavaScript': {
      ...fine,
      'libs/channels/wechat/package.json': '{"name":"@meridian/channel-wechat"}',
      'libs/channels/wechat/tsconfig.json': '{"include":["src/**/*"]}',
      'libs/channels/wechat/src/plugin.ts': '',
      'libs/channels/wechat/MAPPING.md': '',
      'tools/dev/package.json': '{"name":"@meridian/dev"}',
      'tools/dev/start.mjs': '',
    },
  },
});
