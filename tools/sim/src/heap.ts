/** Later things, by time and, at the same time, by the order they were asked for. Times below 2^33 ms, at most 2^20 of them a life. */
export class Heap {
  private readonly keys: number[] = [];
  private readonly acts: (() => void)[] = [];
  private sequence = 0;

  get size(): number {
    return this.keys.length;
  }

  push(at: number, act: () => void): void {
    const key = at * 0x100000 + this.sequence++;
    const { keys, acts } = this;
    let place = keys.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if ((keys[parent] as number) <= key) break;
      keys[place] = keys[parent] as number;
      acts[place] = acts[parent] as () => void;
      place = parent;
    }
    keys[place] = key;
    acts[place] = act;
  }

  /** When the first thing is due. */
  peek(): number | undefined {
    const key = this.keys[0];
    return key === undefined ? undefined : Math.floor(key / 0x100000);
  }

  pop(): (() => void) | undefined {
    const { keys, acts } = this;
    const first = acts[0];
    const key = keys.pop();
    const act = acts.pop();
    if (key === undefined || act === undefined || keys.length === 0) return first;
    let place = 0;
    const half = keys.length >> 1;
    while (place < half) {
      let child = 2 * place + 1;
      if (child + 1 < keys.length && (keys[child + 1] as number) < (keys[child] as number)) child++;
      if ((keys[child] as number) >= key) break;
      keys[place] = keys[child] as number;
      acts[place] = acts[child] as () => void;
      place = child;
    }
    keys[place] = key;
    acts[place] = act;
    return first;
  }
}
