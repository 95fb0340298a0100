import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Clock } from '@meridian/kernel/clock';
import type { Readiness } from '@meridian/platform/http/health.controller';
import { Vault } from '@meridian/platform/vault';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SignJWT } from 'jose';
import { type Logger, pino } from 'pino';
import type { Gateway } from '../gateway';
import { RATE_LIMITS, type RateLimits } from '../http/rate-limits';
import { createHttpServer } from '../http-server';
import { ScriptedBus } from './scripted-bus';

export class HandClock extends Clock {
  constructor(public at: number) {
    super();
  }
  now(): number {
    return this.at;
  }
}

export interface EdgeOptions {
  readonly gateway: Gateway;
  readonly controllers?: readonly Type[];
  readonly limits?: Partial<RateLimits>;
}

/** Claims of a token; undefined leaves a usual one out. */
type Claims = Readonly<Record<string, unknown>>;

/** Twenty minutes past ten on the morning the examples play. */
const NOW = Date.UTC(2026, 10, 22, 2, 20);
const vaultKey = Buffer.alloc(32, 7);

/** A whole gateway on a loopback port, with real tokens; only the services behind the bus are scripted. */
export class Edge {
  readonly bus = new ScriptedBus();
  readonly clock = new HandClock(NOW);
  readonly vault = new Vault(vaultKey);
  readonly readiness: Readiness = { draining: false, checks: { nats: async () => true } };
  /** Every line the process would log. */
  readonly logged: string[] = [];
  readonly keys = generateKeyPairSync('ed25519');
  url = '';
  app: NestFastifyApplication;

  private constructor(readonly gateway: Gateway) {}

  static async start({ gateway, controllers = [], limits = {} }: EdgeOptions): Promise<Edge> {
    const edge = new Edge(gateway);
    const logger: Logger = pino({ level: 'debug' }, { write: (line: string) => void edge.logged.push(line) });
    edge.app = await createHttpServer({
      gateway,
      controllers,
      logger,
      bus: edge.bus,
      vault: edge.vault,
      clock: edge.clock,
      readiness: edge.readiness,
      tokenPublicKeyPem: edge.keys.publicKey.export({ type: 'spki', format: 'pem' }) as string,
      limits: { ...RATE_LIMITS, ...limits },
    });
    await edge.app.listen(0, '127.0.0.1');
    edge.url = await edge.app.getUrl();
    return edge;
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /** An access token as the account service writes it; the claims given replace the good ones. */
  token(claims: Claims = {}, key: KeyObject = this.keys.privateKey): Promise<string> {
    return this.sign({ sub: 'app-1', scope: 'pay refund', ...claims }, key);
  }

  session(claims: Claims = {}, key: KeyObject = this.keys.privateKey): Promise<string> {
    return this.sign({ sub: 'P1', patientNo: '0000123', client_id: 'app-1', ...claims }, key);
  }

  /** Headers of a patient's request, ready to send. */
  async patient(claims: { token?: Claims; session?: Claims } = {}): Promise<Record<string, string>> {
    return { authorization: `Bearer ${await this.token(claims.token)}`, 'meridian-session': await this.session(claims.session) };
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { headers });
  }

  private sign(claims: Claims, key: KeyObject): Promise<string> {
    const seconds = Math.floor(this.clock.now() / 1000);
    const whole = { iss: 'meridian', aud: this.gateway.name, iat: seconds, exp: seconds + 600, ...claims };
    return new SignJWT(whole).setProtectedHeader({ alg: 'EdDSA' }).sign(key);
  }
}
