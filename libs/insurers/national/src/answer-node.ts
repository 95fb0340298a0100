import { type Instant, parseBeijingTime } from '@meridian/kernel/clock';
import { type Fen, parseYuan, ZERO } from '@meridian/kernel/fen';

/** The answer is not what the field tables promise. Names members only, never values: they may be personal data. */
export class Unreadable extends Error {}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON with every number kept as its source text, so that an amount never becomes a float. Members may hold numbers as strings
 * anyway (a divergence of provinces), so nothing is lost. @throws Unreadable
 */
export function parseExact(json: string): unknown {
  try {
    return JSON.parse(json.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)));
  } catch {
    throw new Unreadable('not JSON');
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** One object of an answer. Members not in the tables are ignored; null and the empty text count as absent (facts/insurance.md A.3). */
export class AnswerNode {
  private constructor(
    private readonly members: Record<string, unknown>,
    private readonly path: string,
  ) {}

  /** @throws Unreadable when it is not an object */
  static of(value: unknown, path: string): AnswerNode {
    if (!isObject(value)) throw new Unreadable(`${path} is not an object`);
    return new AnswerNode(value, path);
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  isText(name: string): boolean {
    return typeof this.#value(name) === 'string';
  }

  /** The first of the names that is present: provinces and transactions spell some members differently. */
  firstOf(...names: [string, ...string[]]): string {
    return names.find((name) => this.has(name)) ?? names[0];
  }

  text(name: string): string {
    const value = this.#value(name);
    if (typeof value !== 'string') throw this.#fault(name, value === undefined ? 'is missing' : 'is not a text');
    return value;
  }

  textOr(name: string, absent: string): string {
    return this.has(name) ? this.text(name) : absent;
  }

  amount(name: string): Fen {
    const amount = parseYuan(this.text(name));
    if (amount === null) throw this.#fault(name, 'is not an amount in whole fen');
    return amount;
  }

  amountOrZero(name: string): Fen {
    return this.has(name) ? this.amount(name) : ZERO;
  }

  time(name: string): Instant {
    const at = parseBeijingTime(this.text(name));
    if (at === null) throw this.#fault(name, 'is not a time');
    return at;
  }

  node(name: string): AnswerNode {
    return AnswerNode.of(this.#value(name), `${this.path}.${name}`);
  }

  /** An array, one object standing alone, or nothing: all three are seen for the same node. */
  nodes(name: string): AnswerNode[] {
    const value = this.#value(name) ?? [];
    return (Array.isArray(value) ? value : [value]).map((item, index) => AnswerNode.of(item, `${this.path}.${name}[${index}]`));
  }

  /** @throws Unreadable unless the member is present and equal: the answer belongs to another message */
  mustBe(name: string, expected: string): void {
    if (this.text(name) !== expected) throw this.#fault(name, 'belongs to another message');
  }

  #value(name: string): unknown {
    const value = Object.hasOwn(this.members, name) ? this.members[name] : undefined;
    return value === null || value === '' ? undefined : value;
  }

  #fault(name: string, what: string): Unreadable {
    return new Unreadable(`${this.path}.${name} ${what}`);
  }
}
