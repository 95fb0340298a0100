import fastify, { type FastifyInstance } from 'fastify';
import type { SandboxClock } from './clock';
import { type Faults, FRAME_FAULT_KINDS, type NewFault, PARTY_NAMES } from './faults';
import { journalOf } from './journal';
import { AdminError, type AdminInput, type AdminRoute, type JsonSchema, type Party } from './party';

export interface AdminParts {
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly parties: readonly Party[];
}

/**
 * The control room of the sandbox, JSON in and out, errors as `{"error": "why"}`.
 * GET /health · GET /journal (JSON lines, as it happens) · GET|POST /clock {offsetMs | advanceMs} · GET|POST|DELETE /faults · DELETE /faults/:id · GET /books?day= · POST /reset
 * and what each party adds under its own name.
 */
export function buildAdmin(parts: AdminParts): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, ajv: { customOptions: { removeAdditional: false, coerceTypes: false } } });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof AdminError ? error.status : (error.statusCode ?? 500);
    void reply.code(status).send({ error: error.message });
  });
  app.setNotFoundHandler((request, reply) => void reply.code(404).send({ error: `no route ${request.method} ${request.url}` }));
  const routes = [
    ...clockRoutes(parts),
    ...faultRoutes(parts),
    ...stateRoutes(parts),
    ...parts.parties.flatMap((party) => party.adminRoutes ?? []),
  ];
  for (const route of routes) addRoute(app, route);
  return app;
}

function addRoute(app: FastifyInstance, route: AdminRoute): void {
  app.route({
    method: route.method,
    url: route.path,
    ...(route.body === undefined ? {} : { schema: { body: route.body } }),
    handler: async (request, reply) => {
      const { params, query, body } = request as Pick<AdminInput, 'params' | 'query'> & { body: unknown };
      const answer = await route.handle({ params, query, body });
      return answer === undefined ? reply.code(204).send() : answer;
    },
  });
}

const CLOCK_BODY: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { offsetMs: { type: 'integer' }, advanceMs: { type: 'integer' } },
  oneOf: [{ required: ['offsetMs'] }, { required: ['advanceMs'] }],
};

function clockRoutes({ clock }: AdminParts): AdminRoute[] {
  const read = () => ({ now: new Date(clock.now()).toISOString(), nowMs: clock.now(), offsetMs: clock.offsetMs });
  return [
    { method: 'GET', path: '/clock', handle: read },
    {
      method: 'POST',
      path: '/clock',
      body: CLOCK_BODY,
      handle: ({ body }) => {
        const { offsetMs, advanceMs } = body as { offsetMs?: number; advanceMs?: number };
        clock.set(offsetMs ?? clock.offsetMs + (advanceMs ?? 0));
        return read();
      },
    },
  ];
}

const FAULT_BODY: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['party', 'operation', 'kind'],
  properties: {
    id: { type: 'string', minLength: 1 },
    party: { enum: PARTY_NAMES },
    operation: { type: 'string', minLength: 1 },
    kind: { type: 'string', minLength: 1 },
    match: { type: 'string', minLength: 1 },
    times: { type: 'integer', minimum: 1 },
    delayMs: { type: 'integer', minimum: 0 },
    code: { type: 'string' },
    text: { type: 'string' },
  },
};

function faultRoutes({ faults, parties }: AdminParts): AdminRoute[] {
  return [
    { method: 'GET', path: '/faults', handle: () => ({ rules: faults.list(), fired: faults.fired() }) },
    {
      method: 'POST',
      path: '/faults',
      body: FAULT_BODY,
      handle: ({ body }) => {
        const fault = body as NewFault;
        demandKnown(fault, parties);
        return faults.add(fault);
      },
    },
    { method: 'DELETE', path: '/faults', handle: () => faults.clear() },
    {
      method: 'DELETE',
      path: '/faults/:id',
      handle: ({ params }) => {
        if (!faults.remove(params.id ?? '')) throw new AdminError(404, `no fault ${params.id}`);
      },
    },
  ];
}

/** A rule with a mistyped operation or kind would silently never fire, so it is refused with the names that exist. */
function demandKnown(fault: NewFault, parties: readonly Party[]): void {
  const party = parties.find(({ name }) => name === fault.party);
  if (party === undefined) throw new AdminError(400, `party ${fault.party} is not played here`);
  const operations = ['*', ...new Set(party.operations.flatMap((name) => [name.split('.')[0] ?? name, name]))];
  if (!operations.includes(fault.operation)) throw new AdminError(400, `operation must be one of ${operations.join(', ')}`);
  const kinds: readonly string[] = [...FRAME_FAULT_KINDS, ...party.faultKinds];
  if (!kinds.includes(fault.kind)) throw new AdminError(400, `kind must be one of ${kinds.join(', ')}`);
}

function stateRoutes({ clock, faults, parties }: AdminParts): AdminRoute[] {
  return [
    { method: 'GET', path: '/health', handle: () => ({ status: 'up', parties: parties.map(({ name }) => name) }) },
    { method: 'GET', path: '/journal', handle: () => journalOf(clock).follow() },
    {
      method: 'GET',
      path: '/books',
      handle: ({ query: { day } }) => {
        if (day !== undefined && !/^\d{4}-\d\d-\d\d$/.test(day)) throw new AdminError(400, 'day is written 2026-11-22');
        const rows = parties.flatMap((party) => party.books()).filter((row) => day === undefined || row.day === day);
        return { day: day ?? null, rows };
      },
    },
    {
      // The clock stays where it is: Meridian's clock was moved together with it and would be left behind.
      method: 'POST',
      path: '/reset',
      handle: () => {
        faults.clear();
        for (const party of parties) party.reset();
      },
    },
  ];
}
