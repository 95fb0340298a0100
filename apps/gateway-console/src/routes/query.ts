import { orThrow } from '@meridian/gateway-kit/http/refusal.exception';
import { validate } from '@meridian/platform/validation';

/** Checks a query string against its class, unknown parameters refused. A parameter given twice is a list, which no field accepts. */
export const queryOf = <T extends object>(shape: new () => T, query: object): T => orThrow(validate(shape, { ...query }));

/** A whole number in a query; what is none stays as it is, for the field to refuse. */
export const wholeOf = (value: unknown): unknown => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value);
