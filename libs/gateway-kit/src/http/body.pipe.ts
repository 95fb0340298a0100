import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { validate } from '@meridian/platform/validation';
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { orThrow } from './refusal.exception';

/** The body of a command that says everything in its path: nothing, or an object without members. */
export class EmptyBody {}

/** Raw bodies (callbacks) and OAuth forms are nobody's class; their controllers read them by their own rules. */
const UNCHECKED: ReadonlySet<unknown> = new Set([undefined, Object, Buffer]);

/** Checks every JSON body against its class, unknown fields refused. An absent body is an empty object. */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || UNCHECKED.has(metatype)) return value;
    const body = value ?? {};
    return orThrow(metatype === EmptyBody ? validateEmpty(body) : validate(metatype as new () => object, body));
  }
}

/** class-validator has nothing to say about a class without fields, so this one is checked by hand. */
function validateEmpty(body: unknown): Outcome<EmptyBody> {
  if (typeof body !== 'object' || Array.isArray(body)) return refused('REQUEST_INVALID', 'not an object');
  const fields = Object.keys(body as object).map((field) => ({
    field: `/${field}`,
    code: 'FIELD_UNKNOWN',
    message: { zh: '不允许的字段', en: 'unknown field' },
  }));
  return fields.length === 0 ? done(new EmptyBody()) : refused('REQUEST_INVALID', undefined, fields);
}
