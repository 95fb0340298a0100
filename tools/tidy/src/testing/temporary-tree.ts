import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Contents = Readonly<Record<string, string>>;

const planted: string[] = [];

afterAll(() => {
  for (const dir of planted) rmSync(dir, { recursive: true, force: true });
});

/**
 * Writes a tree below the system's temp folder, for the checkers that are programs of their own; it goes when the spec ends.
 * `links`: path → what it points to, as npm links workspaces.
 * @returns its folder
 */
export function plant(contents: Contents, links: Contents = {}): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'tidy-')));
  planted.push(dir);
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    symlinkSync(join(dir, target), join(dir, path));
  }
  return dir;
}
