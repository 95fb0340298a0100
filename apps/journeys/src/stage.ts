// size: what a stage is made of is handed to it once, by its own opening
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { serverAt } from '@meridian/dev/nats';
import { type Answer, accessTokenOf, Outside, Patient } from '@meridian/dev/outside';
import { type Stack, startStack } from '@meridian/dev/stack';
import { connect, headers } from 'nats';
import { Books } from './books';
import { leaks } from './canaries';
import { Database } from './database';
import { type Kind, People, type Person, WANTED } from './people';
import { Visit } from './visit';

const APPS = ['sandbox', 'order', 'payment', 'insurance', 'account', 'gateway-wechat', 'gateway-app', 'gateway-alipay', 'gateway-kiosk'];
/** A journey reads its order far more often than a patient would. */
const UNLIMITED = { MERIDIAN_RATE_PATIENT: '0', MERIDIAN_RATE_APPLICATION: '0', MERIDIAN_RATE_TOKEN: '0', MERIDIAN_RATE_REFUND: '0' };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const beijingHour = (): number => (new Date().getUTCHours() + 8) % 24;

/** One running stack of its own, its outside world, and its books. */
export class Stage {
  private constructor(
    readonly stack: Stack,
    readonly outside: Outside,
    readonly database: Database,
    readonly books: Books,
    private readonly people: People,
  ) {}

  private readonly tokens = new Map<string, Promise<string>>();
  private offsetMs = 0;

  /**
   * @param overrides environment variables to add or change, by app
   * @param more apps that this journey needs besides the usual ones
   */
  static async open(overrides: Readonly<Record<string, Record<string, string>>> = {}, more: readonly string[] = []): Promise<Stage> {
    const gateways = APPS.filter((app) => app.startsWith('gateway-')).map((app) => [app, { ...UNLIMITED, ...overrides[app] }]);
    const environment = { ...overrides, ...Object.fromEntries(gateways) };
    const stack = await startStack({ name: 'journeys', fresh: true, quiet: true, only: [...APPS, ...more], overrides: environment });
    const outside = new Outside(urlOf(stack, 'sandbox-admin'));
    const database = new Database(stack.superuserUrl);
    const books = new Books(outside.adminUrl, database);
    const stage = new Stage(stack, outside, database, books, await People.of(outside));
    // Near midnight no insurer settles any more, and a journey of this minute would end on another day.
    if (beijingHour() === 23) await stage.advance(HOUR_MS);
    return stage;
  }

  /** Ends the stack; first the books as a whole are looked through, and every place where a patient's data must not be. */
  async close(): Promise<void> {
    await this.database.close();
    await this.stack.stop();
  }

  /**
   * What is wrong with the stack as a whole after its journeys.
   * @param mayAlarm where servers were killed under the services, which say so
   */
  async faults({ mayAlarm = false } = {}): Promise<string[]> {
    const folders = ['logs', 'jetstream'].map((name) => path.join(this.stack.folder, name));
    return [...(await this.books.audit()), ...(await leaks(this.people.met, this.database, folders)), ...(mayAlarm ? [] : this.alarms())];
  }

  /** A person of this kind with a fresh bill, signed in at a gateway. */
  async visit(kind: Kind, gateway = 'gateway-wechat'): Promise<Visit> {
    const { balanceFen, registration } = WANTED[kind];
    const person = this.people.next(kind);
    if (person.insurance) await this.outside.standing(person.insurance.psnNo, { balanceFen });
    const template = kind === 'below' ? 'small' : 'mixed';
    const { visitNo } = (await this.outside.visit({ patientNo: person.patientNo, template, registration })) as { visitNo: string };
    return new Visit(this, person, visitNo, await this.signIn(person, gateway));
  }

  /** A fresh bill of the same person. */
  async again(visit: Visit, template: 'mixed' | 'small' = 'mixed'): Promise<Visit> {
    const { visitNo } = (await this.outside.visit({ patientNo: visit.person.patientNo, template })) as { visitNo: string };
    return new Visit(this, visit.person, visitNo, visit.patient);
  }

  /** As an application does it: one token for all its patients. */
  async signIn(person: Person, gateway: string): Promise<Patient> {
    const application = this.stack.secrets.applications[gateway];
    if (!application) throw new Error(`${gateway} has no application`);
    const token = this.tokens.get(gateway) ?? accessTokenOf(this.url(gateway), application);
    this.tokens.set(gateway, token);
    return new Patient(this.url(gateway), application).signIn(person, await token);
  }

  /** Somebody who has nothing to do with it. */
  stranger(gateway = 'gateway-wechat'): Promise<Patient> {
    return this.signIn(this.people.stranger, gateway);
  }

  url(name: string): string {
    return urlOf(this.stack, name);
  }

  /** Asks a service directly, as the console does for an operator. @throws when it refuses */
  async ask(subject: string, request: object): Promise<unknown> {
    const nats = await connect({ ...serverAt(this.stack.natsUrl('admin')), timeout: 5_000 });
    try {
      const head = headers();
      head.set('Meridian-Deadline', String(Date.now() + 3_000));
      head.set('Meridian-Message', randomUUID());
      const { response } = (await nats.request(subject, JSON.stringify(request), { timeout: 3_000, headers: head })).json<{
        response: { ok: boolean; value: unknown; code?: string };
      }>();
      if (!response.ok) throw new Error(`${subject}: ${response.code}`);
      return response.value;
    } finally {
      await nats.close();
    }
  }

  /** Moves Meridian's clock and the outside world's together. Tokens may end by it: sign in again. */
  async advance(ms: number): Promise<void> {
    this.offsetMs += ms;
    this.tokens.clear();
    await this.setClock();
  }

  /** Moves on to nine o’clock in Beijing, so that hours of journeys end on the same day. */
  morning(): Promise<void> {
    const beijing = Date.now() + this.offsetMs + 8 * HOUR_MS;
    return this.advance((33 * HOUR_MS - (beijing % DAY_MS)) % DAY_MS);
  }

  /** Tells every process the offset; a process that was restarted has to be told again. */
  async setClock(): Promise<void> {
    const nats = await connect({ ...serverAt(this.stack.natsUrl('admin')), timeout: 5_000 });
    nats.publish('platform.clock.v1', JSON.stringify({ offsetMs: this.offsetMs }));
    await nats.drain();
    await this.outside.moveClock(this.offsetMs);
  }

  /** Lines that say that something happened which nobody expected. */
  private alarms(): string[] {
    const apps = APPS.filter((app) => app !== 'sandbox');
    return apps.flatMap((app) =>
      readFileSync(this.stack.logFile(app), 'utf8')
        .split('\n')
        .filter((line) => /^\{"level":(?:50|60|"error"|"fatal")/.test(line))
        .map((line) => `${app}: ${line.slice(0, 600)}`),
    );
  }
}

function urlOf(stack: Stack, name: string): string {
  const url = stack.urls[name];
  if (!url) throw new Error(`${name} does not run`);
  return url;
}

/** The code of a refusal (problem+json). */
export const codeOf = (answer: Answer): string => (answer.body as { code?: string }).code ?? `${answer.status}`;
