/** A text in the two languages every refusal speaks. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** One field that was refused: a JSON pointer, a stable code and the reason. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message: Bilingual;
}

/** An expected refusal: a value with a stable `NOUN_CONDITION` code, never an exception. */
export interface Refusal<Code extends string = string> {
  readonly ok: false;
  readonly code: Code;
  readonly detail?: string;
  readonly fields?: readonly FieldError[];
}

export interface Done<T> {
  readonly ok: true;
  readonly value: T;
}

export type Outcome<T, Code extends string = string> = Done<T> | Refusal<Code>;

export const done = <T>(value: T): Done<T> => ({ ok: true, value });

export const refused = <Code extends string>(code: Code, detail?: string, fields?: readonly FieldError[]): Refusal<Code> => ({
  ok: false,
  code,
  ...(detail === undefined ? {} : { detail }),
  ...(fields === undefined ? {} : { fields }),
});
