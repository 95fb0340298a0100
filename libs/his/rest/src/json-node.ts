import { type Instant, parseBeijingTime } from '@meridian/kernel/clock';
import { type Fen, isFen } from '@meridian/kernel/fen';

/** The answer is not what the protocol promises. Names members only, never values: they may be personal data. */
export class Unreadable extends Error {}

const TIME = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\+08:00$/;

/** One object of an answer, read member by member; members not asked for are ignored. */
export class JsonNode {
  private constructor(
    private readonly members: Record<string, unknown>,
    private readonly path: string,
  ) {}

  static parse(text: string): JsonNode {
    try {
      return JsonNode.#of(JSON.parse(text), 'answer');
    } catch (error) {
      throw error instanceof Unreadable ? error : new Unreadable('answer is not JSON');
    }
  }

  static #of(value: unknown, path: string): JsonNode {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable(`${path} is not an object`);
    return new JsonNode(value as Record<string, unknown>, path);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.members, name);
  }

  /** A text that is not empty and matches. */
  text(name: string, pattern = /./su): string {
    const value = this.#value(name);
    if (typeof value !== 'string' || !pattern.test(value)) throw this.#fault(name, 'is not such a text');
    return value;
  }

  oneOf<const Value extends string>(name: string, values: readonly Value[]): Value {
    const value = values.find((candidate) => candidate === this.#value(name));
    if (value === undefined) throw this.#fault(name, `is none of ${values.join(', ')}`);
    return value;
  }

  flag(name: string): boolean {
    const value = this.#value(name);
    if (typeof value !== 'boolean') throw this.#fault(name, 'is not true or false');
    return value;
  }

  /** An amount above zero. */
  positiveFen(name: string): Fen {
    const value = this.#value(name);
    if (!isFen(value) || value <= 0) throw this.#fault(name, 'is not a positive amount in fen');
    return value;
  }

  time(name: string): Instant {
    const [, day, clock] = TIME.exec(this.text(name)) ?? [];
    const at = parseBeijingTime(`${day} ${clock}`);
    if (at === null) throw this.#fault(name, 'is not a time');
    return at;
  }

  node(name: string): JsonNode {
    return JsonNode.#of(this.#value(name), `${this.path}.${name}`);
  }

  nodes(name: string): JsonNode[] {
    const value = this.#value(name);
    if (!Array.isArray(value)) throw this.#fault(name, 'is not a list');
    return value.map((item, index) => JsonNode.#of(item, `${this.path}.${name}[${index}]`));
  }

  #value(name: string): unknown {
    return this.has(name) ? this.members[name] : undefined;
  }

  #fault(name: string, what: string): Unreadable {
    return new Unreadable(`${this.path}.${name} ${what}`);
  }
}
