/** Numbers from 0 up to 1 that depend on the seed alone (mulberry32 over an FNV-1a hash of it). */
export function randomOf(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(seed)) state = Math.imul(state ^ byte, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Instants of independent arrivals (a Poisson process) of `perSecond` over `seconds`, in milliseconds from the start. */
export function arrivals(perSecond: number, seconds: number, random: () => number): number[] {
  const instants: number[] = [];
  for (let at = gap(perSecond, random); at < seconds * 1000; at += gap(perSecond, random)) instants.push(at);
  return instants;
}

const gap = (perSecond: number, random: () => number): number => (-Math.log(1 - random()) / perSecond) * 1000;
