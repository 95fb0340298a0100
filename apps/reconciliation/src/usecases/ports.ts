import type { BookRow } from '../domain/book-row';

/** The outside parties' books. */
export abstract class BookReader {
  /**
   * @param days business days, `2026-11-22`
   * @returns every line of those days, or null when any of them cannot be read whole: half a book proves nothing.
   */
  abstract read(days: readonly string[], deadlineAt: number): Promise<readonly BookRow[] | null>;
}
