import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, type ValidationError, validateSync } from 'class-validator';
import { isCode } from './codes';
import type { Contract, FactContract } from './contract';
import { CASE_SERVICES } from './shared/case.message';
import { listCases } from './shared/list-cases.contract';
import { readStory, STORY_SERVICES } from './shared/read-story.contract';
import { resolveCase } from './shared/resolve-case.contract';

type MessageClass = new () => object;
type Example = Record<string, unknown>;

const FILES = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(contract|event|message)\.ts$/.test(file));
const exportsOf = (file: string): unknown[] => Object.values(require(join(__dirname, file)) as object);

const isContract = (value: unknown): value is Contract<object, object> =>
  typeof value === 'object' && value !== null && 'deadlineMs' in value;
const isFact = (value: unknown): value is FactContract<object> => typeof value === 'object' && value !== null && 'data' in value;
const isMessage = (value: unknown): value is MessageClass =>
  typeof value === 'function' && getMetadataStorage().getTargetValidationMetadatas(value, '', false, false).length > 0;

const found = FILES.flatMap((file) => exportsOf(file).map((value) => ({ file, value })));
const contracts = found.flatMap(({ file, value }) => (isContract(value) ? [{ file, contract: value, subject: value.subject }] : []));
const facts = found.flatMap(({ file, value }) => (isFact(value) ? [{ file, fact: value, subject: value.subject }] : []));
const shared = [...CASE_SERVICES.flatMap((service) => [listCases(service), resolveCase(service)]), ...STORY_SERVICES.map(readStory)];
const messages = [...new Map(found.flatMap(({ value }) => (isMessage(value) ? [[value.name, value]] : []))).values()];

const stemOf = (file: string): string => basename(file).replace(/\.(contract|event)\.ts$/, '');

describe('contracts', () => {
  it('are found where this test looks for them', () => {
    expect(contracts.length).toBeGreaterThanOrEqual(19);
    expect(facts.length).toBeGreaterThanOrEqual(11);
    expect(messages.length).toBeGreaterThanOrEqual(70);
    for (const file of FILES.filter((one) => /\.(contract|event)\.ts$/.test(one) && dirname(one) !== 'shared'))
      expect(exportsOf(file).filter((one) => isContract(one) || isFact(one))).toHaveLength(1);
  });

  it.each(contracts)('$subject leads to $file and its owner', ({ file, subject }) => {
    expect(subject).toBe(`${dirname(file)}.${stemOf(file)}.v1`);
  });

  it.each(shared)('$subject is asked of its service', ({ subject }) => {
    expect(subject).toMatch(/^[a-z-]+\.(list-cases|resolve-case|read-story)\.v1$/);
  });

  it.each(facts)('$subject leads to $file and its owner', ({ file, fact, subject }) => {
    expect(subject).toBe(`fact.${dirname(file)}.${stemOf(file)}.v1`);
    expect(stemOf(file)).toBe(fact.data.name.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`));
  });

  it('have subjects of their own', () => {
    const subjects = [...contracts, ...facts, ...shared].map((one) => one.subject);
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it.each([...contracts.map((one) => one.contract), ...shared])(
    '$subject answers in three seconds at most, with known codes',
    (contract) => {
      expect(contract.deadlineMs).toBeGreaterThan(0);
      expect(contract.deadlineMs).toBeLessThanOrEqual(3000);
      expect(contract.codes.filter((code) => !isCode(code))).toEqual([]);
      expect(new Set(contract.codes).size).toBe(contract.codes.length);
      expect(isMessage(contract.request) && isMessage(contract.reply)).toBe(true);
    },
  );
});

/** One value a field kind of ours takes; the first that fits is the example. */
const CANDIDATES = [1, true, 'x', '01261122000000001A', '2026-11-22', '1.5', 'key-0123456789abcdef', 'v1|patient-name|QUJD', {}];

const metadataOf = (message: MessageClass, field: string) =>
  getMetadataStorage()
    .getTargetValidationMetadatas(message, '', false, false)
    .filter((one) => one.propertyName === field);
const fieldsOf = (message: MessageClass): string[] => [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(message, '', false, false)
      .map((one) => one.propertyName),
  ),
];
const isNested = (message: MessageClass, field: string): boolean =>
  metadataOf(message, field).some((one) => one.type === 'nestedValidation');
const isList = (message: MessageClass, field: string): boolean => metadataOf(message, field).some((one) => one.name === 'isArray');
const isOptional = (message: MessageClass, field: string): boolean => metadataOf(message, field).some((one) => one.name === 'isOptional');

function nestedClass(message: MessageClass, field: string): MessageClass {
  const made = (plainToInstance(message, { [field]: [{}] }) as Record<string, object[]>)[field]?.[0];
  return made?.constructor as MessageClass;
}

/** As libs/platform checks a message: unknown fields are refused. */
const faults = (message: MessageClass, plain: Example): ValidationError[] =>
  validateSync(plainToInstance(message, plain), { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
const faultyFields = (message: MessageClass, plain: Example): string[] => faults(message, plain).map((fault) => fault.property);

function exampleField(message: MessageClass, field: string): unknown {
  const allowed = metadataOf(message, field).flatMap((one) => (one.name === 'isIn' ? (one.constraints[0] as unknown[]) : []));
  const inner = isNested(message, field) ? [exampleOf(nestedClass(message, field))] : [...allowed, ...CANDIDATES];
  const candidates = isList(message, field) ? inner.map((one) => [one]) : inner;
  const fits = candidates.find((candidate) => !faultyFields(message, { [field]: candidate }).includes(field));
  if (fits === undefined) throw new Error(`no candidate fits ${message.name}.${field}`);
  return fits;
}

/** A whole example, the optional fields present. */
const exampleOf = (message: MessageClass): Example =>
  Object.fromEntries(fieldsOf(message).map((field) => [field, exampleField(message, field)]));

describe.each(messages.map((message) => ({ name: message.name, message, fields: fieldsOf(message) })))('$name', ({ message, fields }) => {
  const example = exampleOf(message);

  it('takes its example, and the same without the optional fields', () => {
    expect(faults(message, example)).toEqual([]);
    const required = Object.fromEntries(Object.entries(example).filter(([field]) => !isOptional(message, field)));
    expect(faults(message, required)).toEqual([]);
  });

  it('refuses an unknown field', () => {
    expect(faultyFields(message, { ...example, surprise: 1 })).toEqual(['surprise']);
  });

  it('refuses what is missing, and a value of another kind', () => {
    for (const field of fields) {
      const { [field]: _left, ...rest } = example;
      if (!isOptional(message, field)) expect(faultyFields(message, rest)).toEqual([field]);
      expect(faultyFields(message, { ...example, [field]: Symbol.iterator })).toEqual([field]);
    }
  });

  it('refuses a list in the place of an object, and in the place of a list’s entry', () => {
    for (const field of fields.filter((one) => isNested(message, one))) {
      const inner = exampleOf(nestedClass(message, field));
      const wrong = isList(message, field) ? [[[]], [[inner]], [5], [null]] : [[], [inner], 5, 'x'];
      for (const value of wrong)
        expect({ value, faults: faultyFields(message, { ...example, [field]: value }) }).toEqual({ value, faults: [field] });
    }
  });

  it('keeps money whole', () => {
    for (const field of fields.filter((one) => one.endsWith('Fen')))
      for (const wrong of [0.5, '1', 1e13, Number.NaN, Number.POSITIVE_INFINITY, null])
        expect(faultyFields(message, { ...example, [field]: wrong })).toEqual([field]);
  });
});
