import { proves } from '../testing/proves';
import { noMachinePaths } from './no-machine-paths.rule';

const planted = (file: string, text: string) => ({ files: { [file]: text }, at: [`${file}:1`] as const });

proves(noMachinePaths, {
  caught: {
    'a temp folder in code': planted('apps/order/src/a.ts', "const a = '/tmp/meridian';"),
    'a home in a script': planted('tools/dev/a.mjs', 'const a = `/home/me/x`;'),
    'a workplace in a page': planted('docs/a.md', 'see /work/main'),
    'somebody else’s root': planted('.ci/run', 'cd /root/meridian'),
    'a registry in a lock': planted('package-lock.json', '"resolved": "https://registry.npmjs.org/pg/-/pg-8.23.1.tgz"'),
    'a registry in a setting': planted('.npmrc', 'registry=http://registry.corp.example/npm'),
    'a registry in a test': planted('tools/dev/a.spec.ts', "const a = 'registry.npmmirror.com';"),
  },
  allowed: {
    'paths of addresses, relative paths, variables': {
      'docs/a.md': 'https://example.org/work/x and ./tmp/y and ~/tmp/z and /workshop/',
      'tools/dev/a.mjs': `const a = \`\${base}/tmp/x\`;`,
    },
    'a path in a test': { 'libs/kernel/src/a.spec.ts': "const a = '/tmp/x';" },
    'the word': { 'libs/kernel/src/registry.ts': 'registry.get(a); this.registry.channels.open();' },
  },
});
