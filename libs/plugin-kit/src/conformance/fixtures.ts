import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Arm } from '@meridian/kernel/arm';

/** The party's answer before it is signed or encrypted. A string body goes out as it is, everything else as JSON. */
export interface FixtureReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * One conversation, from two files beside each other:
 * `fixtures/<operation>/<case>.req.json` = `{ request, wire: { method, path, body } }` and
 * `fixtures/<operation>/<case>.res.json` = `{ wire: { status, headers, body }, answer }`.
 * Every operation has a case called `accepted`; the common scenarios are played over it.
 */
export interface Fixture {
  readonly operation: string;
  readonly name: string;
  /** The port's request. */
  readonly request: unknown;
  /** What must stand on the wire; `path` with query, `body` parsed. Absent for operations that send nothing. */
  readonly sent?: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly reply: FixtureReply;
  /** What the plug-in must make of it. Accepted values are compared exactly. */
  readonly answer: Arm<unknown>;
}

/** @throws when the folder or one file of a pair is missing. */
export function loadFixtures(folder: string): readonly Fixture[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: operation }) => {
      const files = readdirSync(join(folder, operation)).filter((file) => file.endsWith('.req.json'));
      return files.map((file) => loadOne(folder, operation, file.slice(0, -'.req.json'.length)));
    });
}

function loadOne(folder: string, operation: string, name: string): Fixture {
  const read = (side: 'req' | 'res') => JSON.parse(readFileSync(join(folder, operation, `${name}.${side}.json`), 'utf8'));
  const { request, wire: sent } = read('req') as { request: unknown; wire?: NonNullable<Fixture['sent']> };
  const { wire: reply = { status: 200 }, answer } = read('res') as { wire?: FixtureReply; answer: Arm<unknown> };
  return { operation, name, request, reply, answer, ...(sent === undefined ? {} : { sent }) };
}
