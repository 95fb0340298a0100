import { live } from './live';
import { Tally } from './tally';

/** So many lives are hashed together, however many processes share the work. */
export const CHUNK = 1000;

export interface Break {
  readonly seed: number;
  readonly law: string;
  readonly text: string;
}

/** What a chunk of lives came to. */
export interface Lives {
  readonly firstSeed: number;
  readonly flows: number;
  readonly hash: number;
  readonly events: number;
  readonly tally: Pick<Tally, 'faults' | 'happened' | 'laws' | 'ends'>;
  readonly breaks: readonly Break[];
}

/** Lives on from a seed. @param patience breaks after which it stops */
export function lives(firstSeed: number, flows: number, patience = Number.POSITIVE_INFINITY): Lives {
  const tally = new Tally();
  const breaks: Break[] = [];
  let [events, hash, seed] = [0, 0, firstSeed];
  for (; seed < firstSeed + flows && breaks.length < patience; seed++) {
    const lived = live(seed, { tally });
    events += lived.events;
    hash = (Math.imul(hash, 31) + lived.hash) >>> 0;
    for (const { law, text } of lived.violations) breaks.push({ seed, law, text });
  }
  return { firstSeed, flows: seed - firstSeed, hash, events, tally, breaks };
}

/** Chunks of many lives put together, in the order of their seeds. */
export class Sum {
  flows = 0;
  events = 0;
  readonly tally = new Tally();
  readonly breaks: Break[] = [];
  private readonly hashes = new Map<number, number>();

  add({ firstSeed, flows, hash, events, tally, breaks }: Lives): void {
    this.flows += flows;
    this.events += events;
    this.tally.add(tally);
    this.breaks.push(...breaks);
    this.hashes.set(firstSeed, hash);
  }

  /** The same for the same seeds. */
  get hash(): string {
    const inOrder = [...this.hashes].sort(([a], [b]) => a - b);
    const hash = inOrder.reduce((sum, [, one]) => (Math.imul(sum, 31) + one) >>> 0, 0);
    return hash.toString(16).padStart(8, '0');
  }
}

export interface Range {
  readonly firstSeed: number;
  readonly flows: number;
}

export function chunksOf({ firstSeed, flows }: Range): Range[] {
  const chunks: Range[] = [];
  for (let done = 0; done < flows; done += CHUNK) chunks.push({ firstSeed: firstSeed + done, flows: Math.min(CHUNK, flows - done) });
  return chunks;
}
