import { openSync, writeSync } from 'node:fs';
import type { JournalLine } from '../files';

/** Writes down at once what this process does with its calls: a page cache outlives the process. */
export class Journal {
  private readonly file: number;

  constructor(path: string) {
    this.file = openSync(path, 'a');
  }

  note(line: Omit<JournalLine, 'at'>): void {
    writeSync(this.file, `${JSON.stringify({ at: performance.timeOrigin + performance.now(), ...line })}\n`);
  }
}
