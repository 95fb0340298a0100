import path from 'node:path';
import type { Moment } from './moments';

/** Where a drill and the processes it kills meet: small files, so that a process can be told before it runs and after it died. */
export interface Strike {
  readonly service: string;
  readonly kind: string;
  readonly moment: Moment;
  /** The order's number, or `ANY_ORDER`. */
  readonly orderNo: string;
}

/** A strike that waits. The process that meets it renames it first, so that it strikes once, whatever is started again. */
export const armFile = (folder: string, { service, kind, moment, orderNo }: Strike): string =>
  path.join(folder, 'armed', [service, kind, moment, orderNo].join('~'));

/** A strike that was met; it holds the wall-clock milliseconds of the death. */
export const struckFile = (folder: string, strike: Strike): string => path.join(folder, 'struck', path.basename(armFile(folder, strike)));

/** The kinds of calls a service has registered, as JSON. */
export const kindsFile = (folder: string, service: string): string => path.join(folder, 'kinds', `${service}.json`);

/** What a process did with its calls: a JSON line each. */
export const journalFile = (folder: string, service: string, pid: number): string => path.join(folder, 'journal', `${service}.${pid}.log`);

export const FOLDERS = ['armed', 'struck', 'kinds', 'journal'] as const;

/** One line of a journal; `at` is wall-clock milliseconds with a fraction. */
export interface JournalLine {
  readonly at: number;
  readonly what: 'begins' | 'ends';
  readonly how: 'send' | 'ask';
  readonly key: string;
  readonly kind: string;
}
