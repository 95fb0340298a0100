import { plant } from './testing/temporary-tree';
import { workingTree } from './tree';

describe('the working tree', () => {
  it('is every file but those that .gitignore leaves out', () => {
    const dir = plant({
      '.gitignore': 'node_modules/\ndist/\n*.tsbuildinfo\n',
      '.git/HEAD': '',
      'a.ts': 'text',
      'libs/b/src/b.ts': '',
      'libs/b/dist/b.js': '',
      'libs/b/.tsbuildinfo': '',
      'node_modules/c/index.js': '',
    });
    const tree = workingTree(dir);
    expect(tree.files).toEqual(['.gitignore', 'a.ts', 'libs/b/src/b.ts']);
    expect([tree.text('a.ts'), tree.text('libs/b/dist/b.js')]).toEqual(['text', '']);
  });

  it('refuses a .gitignore it would have to guess at', () => {
    const dir = plant({ '.gitignore': 'dist/\n!libs/**/dist\n' });
    expect(() => workingTree(dir)).toThrow('!libs/**/dist');
  });
});
