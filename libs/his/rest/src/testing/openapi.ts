import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FixtureReply } from '@meridian/plugin-kit/conformance/fixtures';
import type { ReceivedRequest } from '@meridian/plugin-kit/conformance/scripted-server';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name?: string; readonly in?: string; readonly schema?: unknown }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: object } } };
  readonly responses: Readonly<Record<string, Response>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, Response>>;
    readonly schemas: { readonly Problem: { readonly properties: { readonly code: { readonly enum: readonly string[] } } } };
  };
}

const document = parse(readFileSync(join(__dirname, '../../../../../docs/his-rest/openapi.yaml'), 'utf8'), { merge: true }) as OpenApi;

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: 'his-rest', components: document.components });

/** The schema with its references pointing into the document. */
const absolute = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"his-rest#/components/')) as object;

function faultsOf(schema: object, value: unknown): string[] {
  const validate = ajv.compile(absolute(schema));
  return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function operationOf({ method, path }: Pick<ReceivedRequest, 'method' | 'path'>): Operation | undefined {
  const [, operations] =
    Object.entries(document.paths).find(([template]) => new RegExp(`^${template.replace(/\{\w+\}/g, '[A-Za-z0-9._-]+')}$`).test(path)) ??
    [];
  return operations?.[method.toLowerCase()];
}

/** Every refusal the document describes. */
export const problemCodes = (): string[] => document.components.schemas.Problem.properties.code.enum.slice();

/** Every operation the document describes. */
export const operationIds = (): string[] =>
  Object.values(document.paths).flatMap((operations) => Object.values(operations).map(({ operationId }) => operationId));

/** What a request breaks of the protocol's document; members the document does not know count as broken too. */
export function brokenBy(received: ReceivedRequest): string[] {
  const operation = operationOf(received);
  if (!operation) return [`${received.method} ${received.path} is no operation`];
  const schema = operation.requestBody?.content['application/json'].schema;
  if (!schema) return received.body === '' ? [] : ['a body nobody reads'];
  return faultsOf({ ...schema, unevaluatedProperties: false }, JSON.parse(received.body));
}

/** What an answer breaks of the document: a fixture must not invent any. */
export function answerBrokenBy(operationId: string, { status, body }: FixtureReply): string[] {
  const operation = Object.values(document.paths)
    .flatMap((operations) => Object.values(operations))
    .find((candidate) => candidate.operationId === operationId);
  const response = operation?.responses[status];
  const { content } = response?.$ref ? (document.components.responses[response.$ref.split('/').at(-1) ?? ''] ?? {}) : (response ?? {});
  const schema = Object.values(content ?? {})[0]?.schema;
  return schema ? faultsOf(schema, body) : [`${operationId} has no answer ${status}`];
}
