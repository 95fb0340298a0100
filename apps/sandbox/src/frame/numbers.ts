import { createHash } from 'node:crypto';

/**
 * Numbers that look random and are the same for the same seed, so that a run can be repeated.
 * They never repeat within one process unless their length leaves no room.
 */
export class Numbers {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** `length` decimal digits; the first may be 0. */
  digits(length: number): string {
    let text = '';
    while (text.length < length) text += this.#draw().readBigUInt64BE(0).toString().padStart(20, '0').slice(-16);
    return text.slice(0, length);
  }

  /** `length` lower-case hexadecimal characters. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.#draw().toString('hex');
    return text.slice(0, length);
  }

  uuid(): string {
    const hex = this.hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  #draw(): Buffer {
    this.#drawn += 1;
    return createHash('sha256').update(`${this.#seed}:${this.#drawn}`).digest();
  }
}
