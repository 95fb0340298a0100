/** A small seeded generator (xorshift32): the same seed draws the same drills. */
export class Random {
  private state: number;

  constructor(seed: number) {
    // Zero would stay zero.
    this.state = seed | 0 || 0x9e3779b9;
  }

  /** A whole number from 0 up to, but without, the limit. */
  below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }

  /** @throws RangeError when there is nothing to choose from */
  oneOf<Item>(items: readonly Item[]): Item {
    const found = items[this.below(items.length)];
    if (found === undefined) throw new RangeError('nothing to choose from');
    return found;
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, rank: this.below(2 ** 30) }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ item }) => item);
  }
}
