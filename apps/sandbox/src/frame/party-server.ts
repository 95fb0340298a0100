import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { SandboxClock } from './clock';
import type { Faults } from './faults';
import { journalOf, mentionsIn, realNow } from './journal';
import { Overtaking } from './overtaking';
import type { Party, PartyReply, PartyRequest } from './party';
import { type Silence, serveFaulted } from './serve-faulted';

export interface PartyServerParts {
  readonly party: Party;
  readonly clock: SandboxClock;
  readonly faults: Faults;
}

const BODY_LIMIT_BYTES = 1_048_576;

/** A server for one party, not yet listening. It parses no body, answers no path by itself and plays the frame's faults. */
export function buildParty({ party, clock, faults }: PartyServerParts): FastifyInstance {
  // Every URL is routed as `/`: which paths exist, and which are malformed, is the party's business.
  const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true, exposeHeadRoutes: false, rewriteUrl: () => '/' });
  const overtaking = new Overtaking(clock);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  keepJournal(app, { party, clock });
  const serve = async (incoming: FastifyRequest, outgoing: FastifyReply): Promise<void> => {
    const answer = await serveFaulted({ party, clock, faults, overtaking, request: rawRequest(incoming) });
    if ('silent' in answer) keepSilent(outgoing, answer, clock);
    else await send(outgoing, answer);
  };
  app.all('/', serve);
  app.setNotFoundHandler(serve);
  return app;
}

/** Notes every answered request from its head to the last byte of the answer. */
function keepJournal(app: FastifyInstance, { party, clock }: Pick<PartyServerParts, 'party' | 'clock'>): void {
  const journal = journalOf(clock);
  const arrived = new WeakMap<FastifyRequest, number>();
  app.addHook('onRequest', (incoming, _outgoing, done) => {
    arrived.set(incoming, realNow());
    done();
  });
  app.addHook('onResponse', (incoming, _outgoing, done) => {
    const at = arrived.get(incoming);
    if (journal.isRead && at !== undefined) {
      const request = rawRequest(incoming);
      const mentions = mentionsIn(request.path, request.text);
      journal.note({ party: party.name, operation: party.operationOf(request) ?? 'unknown', mentions, at, tookMs: realNow() - at });
    }
    done();
  });
}

function rawRequest(incoming: FastifyRequest): PartyRequest {
  const url = incoming.originalUrl;
  const [path = '', ...query] = url.split('?');
  const body = Buffer.isBuffer(incoming.body) ? incoming.body : Buffer.alloc(0);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]);
  return {
    method: incoming.method,
    url,
    path,
    query: new URLSearchParams(query.join('?')),
    headers: Object.fromEntries(headers),
    body,
    text: body.toString('utf8'),
  };
}

function keepSilent(outgoing: FastifyReply, { destroyAfterMs }: Silence, clock: SandboxClock): void {
  outgoing.hijack();
  if (destroyAfterMs !== undefined) clock.at(clock.now() + destroyAfterMs, () => void outgoing.raw.destroy());
}

async function send(outgoing: FastifyReply, reply: PartyReply): Promise<void> {
  outgoing.code(reply.status).headers(reply.headers);
  await (reply.body.length === 0 ? outgoing.send() : outgoing.send(Buffer.from(reply.body)));
}
