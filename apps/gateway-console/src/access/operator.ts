/** A person who may sign in at the console. */
export interface Operator {
  /** Stands in the audit trail of every case as `resolvedBy`. */
  readonly operatorId: string;
  /** Shown in the page's corner. */
  readonly name: string;
  /** `salt:hash`, both hexadecimal: scrypt with Node's default cost over the salt's bytes, 32 bytes long. */
  readonly secretHash: string;
}

/** As the contracts have it: 64 characters without spaces. */
const OPERATOR_ID = /^[\w.:|*@/-]{1,64}$/;
const SECRET_HASH = /^(?:[0-9a-f]{2}){16,}:[0-9a-f]{64}$/;

const matches = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value);

/** Whether a parsed JSON value is a list of operators, each known under one id only. */
export function areOperators(value: unknown): value is Operator[] {
  if (!Array.isArray(value)) return false;
  const ids = new Set<unknown>();
  return value.every((one: Partial<Operator> | null) => {
    if (typeof one !== 'object' || one === null || ids.has(one.operatorId)) return false;
    ids.add(one.operatorId);
    return matches(one.operatorId, OPERATOR_ID) && matches(one.name, /\S/) && matches(one.secretHash, SECRET_HASH);
  });
}
