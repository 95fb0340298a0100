import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type JournalLine, journalFile } from './files';

/** A journal's whole lines; the last one may have been cut off by the death of its writer. */
function linesOf(file: string): JournalLine[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalLine);
}

/** Calls that a process had begun to make or to ask about, and had not ended when it died. */
export function inFlightOf(folder: string, service: string, pid: number): JournalLine[] {
  const open = new Map<string, JournalLine>();
  for (const line of linesOf(journalFile(folder, service, pid))) {
    if (line.what === 'begins') open.set(line.key, line);
    else open.delete(line.key);
  }
  return [...open.values()];
}

/** When any other process of the service first asked about each call after an instant. */
export function askedAfter(folder: string, service: string, exceptPid: number, at: number): ReadonlyMap<string, number> {
  const journals = path.dirname(journalFile(folder, service, exceptPid));
  const own = path.basename(journalFile(folder, service, exceptPid));
  const first = new Map<string, number>();
  for (const name of readdirSync(journals).filter((one) => one.startsWith(`${service}.`) && one !== own)) {
    for (const line of linesOf(path.join(journals, name))) {
      if (line.what !== 'begins' || line.at < at) continue;
      const known = first.get(line.key);
      if (known === undefined || line.at < known) first.set(line.key, line.at);
    }
  }
  return first;
}
