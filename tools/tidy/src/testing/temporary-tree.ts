import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Contents = Readonly<Record<string, string>>;

/** Writes a tree below the system's temp folder, for the checkers that are programs of their own. `links`: path → what it points to, as npm links workspaces. */
export function plant(contents: Contents, links: Contents = {}): { dir: string; remove(): void } {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'tidy-')));
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    symlinkSync(join(dir, target), join(dir, path));
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
