import { type Bilingual, done, type FieldError, type Outcome, refused } from '@meridian/kernel/outcome';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';

/** What each constraint says, in both languages. A constraint without an entry says that the field is not valid. */
const MESSAGES: Readonly<Record<string, Bilingual>> = {
  whitelistValidation: { zh: '不允许的字段', en: 'unknown field' },
  isInt: { zh: '须为整数', en: 'must be a whole number' },
  min: { zh: '数值过小', en: 'is too small' },
  max: { zh: '数值过大', en: 'is too large' },
  isString: { zh: '须为文本', en: 'must be a text' },
  isNotEmpty: { zh: '不能为空', en: 'must not be empty' },
  maxLength: { zh: '文本过长', en: 'is too long' },
  matches: { zh: '格式有误', en: 'has the wrong form' },
  isIn: { zh: '不在允许的取值内', en: 'is not an allowed value' },
  isBoolean: { zh: '须为 true 或 false', en: 'must be true or false' },
  isArray: { zh: '须为列表', en: 'must be a list' },
  isObject: { zh: '须为对象', en: 'must be an object' },
  arrayMinSize: { zh: '列表项过少', en: 'has too few entries' },
  arrayMaxSize: { zh: '列表项过多', en: 'has too many entries' },
  nestedValidation: { zh: '须为对象', en: 'must be an object' },
};
const UNKNOWN: Bilingual = { zh: '内容有误', en: 'is not valid' };

const IS_NULL: Bilingual = { zh: '不能为 null，请省略该字段', en: 'must not be null; leave the field out' };

/** As a JSON pointer (RFC 6901) writes a member's name. */
const escaped = (property: string): string => property.replaceAll('~', '~0').replaceAll('/', '~1');

const codeOf = (constraint: string): string =>
  constraint === 'whitelistValidation' ? 'FIELD_UNKNOWN' : `FIELD_${constraint.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

function flatten(errors: readonly ValidationError[], at: string): FieldError[] {
  return errors.flatMap((error) => {
    const field = `${at}/${escaped(error.property)}`;
    const own = Object.keys(error.constraints ?? {}).map((constraint) => ({
      field,
      code: codeOf(constraint),
      message: MESSAGES[constraint] ?? UNKNOWN,
    }));
    return [...own, ...flatten(error.children ?? [], field)];
  });
}

/** class-validator takes null for an optional field that is absent; our types do not. What is free in form is left alone. */
function nulls(value: unknown, at: string): FieldError[] {
  if (value === null) return [{ field: at, code: 'FIELD_IS_NULL', message: IS_NULL }];
  if (Array.isArray(value)) return value.flatMap((one, index) => nulls(one, `${at}/${index}`));
  if (typeof value !== 'object' || value.constructor === Object) return [];
  return Object.entries(value).flatMap(([property, one]) => nulls(one, `${at}/${escaped(property)}`));
}

/**
 * Checks a parsed JSON value against a message class. Unknown fields are refused, not stripped.
 * @returns the typed message, or REQUEST_INVALID with one entry a field (JSON pointer, stable code, Chinese and English).
 */
export function validate<T extends object>(message: new () => T, plain: unknown): Outcome<T, 'REQUEST_INVALID'> {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    return refused('REQUEST_INVALID', 'not an object', [{ field: '', code: 'FIELD_IS_OBJECT', message: MESSAGES.isObject ?? UNKNOWN }]);
  }
  const instance = plainToInstance(message, plain);
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
    validationError: { target: false, value: false },
  });
  const faults = errors.length === 0 ? nulls(instance, '') : flatten(errors, '');
  return faults.length === 0 ? done(instance) : refused('REQUEST_INVALID', undefined, faults);
}
