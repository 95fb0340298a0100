import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';

export type MessageClass = new () => object;
export type JsonSchema = Readonly<Record<string, unknown>>;

type ValidationMetadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** What each constraint of our field kinds means in JSON Schema. */
const KEYWORDS: Readonly<Record<string, (argument: unknown) => JsonSchema>> = {
  isInt: () => ({ type: 'integer' }),
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object', additionalProperties: true }),
  isArray: () => ({ type: 'array' }),
  isNotEmpty: () => ({}),
  isOptional: () => ({}),
  min: (value) => ({ minimum: value }),
  max: (value) => ({ maximum: value }),
  maxLength: (value) => ({ maxLength: value }),
  matches: (value) => ({ pattern: (value as RegExp).source }),
  isIn: (value) => ({ enum: value }),
  arrayMinSize: (value) => ({ minItems: value }),
  arrayMaxSize: (value) => ({ maxItems: value }),
};

const metadataOf = (message: MessageClass): ValidationMetadata[] =>
  getMetadataStorage().getTargetValidationMetadatas(message, '', false, false);

const isNested = (one: ValidationMetadata): boolean => one.type === 'nestedValidation';

/** The class behind a nested field, learned by letting class-transformer make one: it has no public way to ask. */
function nestedClass(message: MessageClass, field: string): MessageClass {
  const made = (plainToInstance(message, { [field]: [{}] }) as Record<string, object[]>)[field]?.[0];
  if (made === undefined || made.constructor === Object) throw new Error(`${message.name}.${field} is nested but has no class`);
  return made.constructor as MessageClass;
}

function fieldSchema(message: MessageClass, field: string, metadata: readonly ValidationMetadata[]): JsonSchema {
  const own: Record<string, unknown> = {};
  const items: Record<string, unknown> = {};
  for (const one of metadata) {
    const keywords = isNested(one)
      ? { $ref: `#/components/schemas/${nestedClass(message, field).name}` }
      : KEYWORDS[one.name ?? '']?.(one.constraints?.[0]);
    if (keywords === undefined) throw new Error(`${message.name}.${field}: no JSON Schema for the constraint ${one.name}`);
    Object.assign(one.each || (isNested(one) && metadata.some((other) => other.name === 'isArray')) ? items : own, keywords);
  }
  if (Object.keys(items).length > 0) own.items = items;
  return { ...own, ...unitOf(field) };
}

function unitOf(field: string): JsonSchema {
  if (field.endsWith('Fen')) return { description: '单位：分 · in fen, a hundredth of a yuan' };
  if (/(At|Until)$/.test(field)) return { description: 'UTC 毫秒时间戳 · milliseconds since 1970 UTC' };
  return {};
}

/** JSON Schema of a message class, read from the very decorators that check it: the document cannot drift from the check. */
export function schemaOf(message: MessageClass): JsonSchema {
  const fields = new Map<string, ValidationMetadata[]>();
  for (const one of metadataOf(message)) fields.set(one.propertyName, [...(fields.get(one.propertyName) ?? []), one]);
  const required = [...fields].filter(([, metadata]) => !metadata.some((one) => one.name === 'isOptional')).map(([field]) => field);
  return {
    type: 'object',
    properties: Object.fromEntries([...fields].map(([field, metadata]) => [field, fieldSchema(message, field, metadata)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** The schemas of the classes and of every class inside them, by name. */
export function schemasOf(messages: readonly MessageClass[]): Record<string, JsonSchema> {
  const schemas: Record<string, JsonSchema> = {};
  const visit = (message: MessageClass): void => {
    if (schemas[message.name]) return;
    schemas[message.name] = schemaOf(message);
    for (const one of metadataOf(message)) if (isNested(one)) visit(nestedClass(message, one.propertyName));
  };
  messages.forEach(visit);
  return schemas;
}
