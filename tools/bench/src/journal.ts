import type { JsonHttp } from './json-http';

/** A line of the sandbox's journal: one call an outside party served, or one callback it sent. Milliseconds since 1970 with fractions. */
export interface Call {
  readonly party: string;
  readonly operation: string;
  readonly mentions: readonly string[];
  readonly at: number;
  readonly tookMs: number;
}

export type Listener = (call: Call) => void;

/** Hears what the outside world does while it does it, and tells those who wait for a number. */
export class Journal {
  /** Every call since the start, or since `forget`. */
  calls: Call[] = [];
  private readonly listeners = new Map<string, Set<Listener>>();
  private closed = false;

  static async open(admin: JsonHttp): Promise<Journal> {
    const journal = new Journal();
    const lines = await admin.follow('/journal');
    void journal.read(lines).catch((error: unknown) => {
      if (!journal.closed) throw error;
    });
    return journal;
  }

  /** Calls that mention the number go to the listener until the returned function is called. */
  listen(number: string, listener: Listener): () => void {
    const those = this.listeners.get(number) ?? new Set();
    this.listeners.set(number, those.add(listener));
    return () => {
      those.delete(listener);
      if (those.size === 0) this.listeners.delete(number);
    };
  }

  forget(): void {
    this.calls = [];
  }

  close(): void {
    this.closed = true;
  }

  private async read(chunks: AsyncIterable<Buffer>): Promise<void> {
    let rest = '';
    for await (const chunk of chunks) {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') this.take(JSON.parse(line) as Call);
    }
  }

  private take(call: Call): void {
    this.calls.push(call);
    for (const number of new Set(call.mentions)) for (const listener of this.listeners.get(number) ?? []) listener(call);
  }
}
