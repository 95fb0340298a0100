import type { Clock } from '@meridian/kernel/clock';
import { isFen } from '@meridian/kernel/fen';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import { NoAnswer } from '@meridian/plugin-kit/wire';
import type { OnModuleDestroy } from '@nestjs/common';
import type { BookRow } from '../domain/book-row';
import { ENTRIES, type Entry, type Side } from '../domain/expectation';
import { BookReader } from '../usecases/ports';

const MARGIN_MS = 500;
const MAX_BOOK_BYTES = 64 * 1024 * 1024;

/** The sandbox's names of the parties. */
const SIDE_OF: Readonly<Record<string, Side>> = { wechat: 'wechat', insurance: 'insurer', his: 'his' };

/** The books of the sandbox's parties, `GET <base>/books?day=2026-11-22`, in the place of bills, statements and lists of real parties. */
export class SandboxBooks extends BookReader implements OnModuleDestroy {
  private readonly http: HttpWire;

  /** @param baseUrl without a slash at its end */
  constructor(
    private readonly baseUrl: string,
    clock: Clock,
  ) {
    super();
    this.http = new HttpWire(clock, { maxAnswerBytes: MAX_BOOK_BYTES });
  }

  async read(days: readonly string[], deadlineAt: number): Promise<readonly BookRow[] | null> {
    const timeoutMs = deadlineAt - Date.now() - MARGIN_MS;
    const books = await Promise.all(days.map((day) => this.readDay(day, timeoutMs)));
    return books.includes(null) ? null : books.flatMap((rows) => rows ?? []);
  }

  onModuleDestroy(): Promise<void> {
    return this.http.close();
  }

  private async readDay(day: string, timeoutMs: number): Promise<readonly BookRow[] | null> {
    try {
      const url = `${this.baseUrl}/books?day=${day}`;
      const answer = await this.http.call({ timeoutMs }).send({ method: 'GET', url, headers: { accept: 'application/json' } });
      return answer.status === 200 ? rowsIn(answer.body, day) : null;
    } catch (error) {
      if (error instanceof NoAnswer) return null;
      throw error;
    }
  }
}

/** @returns null when the book is not what the sandbox promises, for its day. */
export function rowsIn(body: string, day: string): readonly BookRow[] | null {
  try {
    const { rows } = JSON.parse(body) as { rows?: unknown };
    if (!Array.isArray(rows)) return null;
    const read = rows.map((row: unknown) => rowOf(row, day));
    return read.every((row) => row !== null) ? read : null;
  } catch {
    return null;
  }
}

function rowOf(raw: unknown, ofDay: string): BookRow | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { party, kind, number, reference, of, amountFen, parts = {}, at, day, state } = raw as Record<string, unknown>;
  const side = isText(party) && Object.hasOwn(SIDE_OF, party) ? SIDE_OF[party] : undefined;
  if (side === undefined || !isEntry(kind) || !isText(number) || !isText(reference) || !isText(state)) return null;
  if (day !== ofDay || !isFen(amountFen) || amountFen < 0 || !Number.isSafeInteger(at) || !isParts(parts)) return null;
  if (of !== undefined && !isText(of)) return null;
  return {
    side,
    entry: kind,
    number,
    reference,
    ...(of === undefined ? {} : { of }),
    amountFen,
    parts,
    at: at as number,
    day: ofDay,
    state,
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isEntry = (value: unknown): value is Entry => ENTRIES.some((entry) => entry === value);
const isParts = (value: unknown): value is Record<string, number> =>
  typeof value === 'object' && value !== null && Object.values(value).every(isFen);
