// size: what a theatre is made of is handed to it once, by its own opening
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BooksReport, checkBooks } from '@meridian/books/check';
import { serverAt } from '@meridian/dev/nats';
import { accessTokenOf, Outside, Patient } from '@meridian/dev/outside';
import { stackFolder } from '@meridian/dev/paths';
import { type Stack, startStack } from '@meridian/dev/stack';
import { connect, type NatsConnection } from 'nats';
import { Database } from './database';
import { armFile, FOLDERS, kindsFile, type Strike, struckFile } from './files';
import { People } from './people';
import { Visit } from './visit';

/** The services with calls of their own: the ones that can die in the middle of one. */
export const CALLERS = ['order', 'insurance', 'payment'] as const;
const GATEWAY = 'gateway-wechat';
export const APPS = ['sandbox', ...CALLERS, 'account', 'reconciliation', 'data-platform', GATEWAY];
const UNLIMITED = { MERIDIAN_RATE_PATIENT: '0', MERIDIAN_RATE_APPLICATION: '0', MERIDIAN_RATE_TOKEN: '0', MERIDIAN_RATE_REFUND: '0' };
/** Long after every timeout of ours; nobody executes late in a drill, so it need not be minutes. */
const CENTRE_MAX_MS = '6000';
const PRELOAD = path.join(__dirname, '..', 'dist', 'preload.js');
const BALANCE_FEN = 5_000;
/** Well below the ten minutes an access token lasts, so that no flow outlives its own. */
const TOKEN_FRESH_MS = 4 * 60_000;

export interface TheatreOptions {
  readonly name: string;
  readonly print?: (line: string) => void;
}

/** A stack of its own on real processes, with everything a drill does to it. */
export class Theatre {
  private offsetMs = 0;
  private token: { readonly since: number; readonly text: Promise<string> } | undefined;

  private constructor(
    readonly stack: Stack,
    readonly outside: Outside,
    readonly database: Database,
    /** Where drills and processes meet (`files.ts`). */
    readonly folder: string,
    readonly people: People,
  ) {}

  static async open({ name, print = () => undefined }: TheatreOptions): Promise<Theatre> {
    if (!existsSync(PRELOAD)) throw new Error('tools/chaos is not built: run npm run build');
    const folder = path.join(stackFolder(name), 'chaos');
    rmSync(folder, { recursive: true, force: true });
    for (const one of FOLDERS) mkdirSync(path.join(folder, one), { recursive: true });
    const preloaded = (service: string): Record<string, string> => ({
      NODE_OPTIONS: `--require ${PRELOAD}`,
      MERIDIAN_CHAOS_FOLDER: folder,
      MERIDIAN_CHAOS_SERVICE: service,
    });
    const overrides = Object.fromEntries(CALLERS.map((service) => [service, preloaded(service)]));
    overrides.insurance = { ...overrides.insurance, MERIDIAN_INSURER_CENTRE_MAX_MS: CENTRE_MAX_MS };
    overrides[GATEWAY] = UNLIMITED;
    const stack = await startStack({ name, fresh: true, only: APPS, overrides, print });
    const outside = new Outside(urlOf(stack, 'sandbox-admin'));
    return new Theatre(stack, outside, new Database(stack.superuserUrl), folder, await People.of(outside));
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.stack.stop();
  }

  /** Somebody with a fresh bill, signed in at the gateway. Give the person back when the flow has ended. */
  async visit(registration: 'platform' | 'window'): Promise<Visit> {
    const person = this.people.take();
    try {
      await this.outside.standing(person.insurance.psnNo, { balanceFen: BALANCE_FEN });
      const wanted = { patientNo: person.patientNo, template: 'mixed', registration };
      const { visitNo } = (await this.outside.visit(wanted)) as { visitNo: string };
      const patient = await this.signedIn(new Patient(urlOf(this.stack, GATEWAY), this.application), person);
      return new Visit(this.outside, patient, person, visitNo);
    } catch (error) {
      this.people.giveBack(person);
      throw error;
    }
  }

  /** In, or in again: sessions end by the moved clock too. */
  async signedIn(patient: Patient, person: { readonly name: string; readonly idNo: string }): Promise<Patient> {
    return patient.signIn(person, await this.accessToken());
  }

  /** The kinds of calls each service says it makes. */
  registered(): Record<string, string[]> {
    const kindsOf = (service: string): string[] => JSON.parse(readFileSync(kindsFile(this.folder, service), 'utf8'));
    return Object.fromEntries(CALLERS.map((service) => [service, kindsOf(service)]));
  }

  /** The service that meets this moment next dies there. */
  arm(strike: Strike): void {
    writeFileSync(armFile(this.folder, strike), '');
  }

  disarm(strike: Strike): void {
    rmSync(armFile(this.folder, strike), { force: true });
  }

  /** When a service died of a strike, in wall-clock milliseconds; undefined while it has not. */
  struckAt(strike: Strike): number | undefined {
    const file = struckFile(this.folder, strike);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return text === '' ? undefined : Number(text);
  }

  /** Waits until a process is really gone, then starts it again and tells it the time. */
  async restartDead(name: string): Promise<void> {
    while (name in this.stack.pids) await new Promise((resolve) => setTimeout(resolve, 5));
    await this.restart(name);
  }

  async restart(name: string): Promise<void> {
    await this.stack.restart(name);
    if (this.offsetMs !== 0) await this.setClock();
  }

  /** Moves everybody's clock on. Tokens end by it. */
  async advance(ms: number): Promise<void> {
    this.offsetMs += ms;
    this.token = undefined;
    await this.setClock();
  }

  async withNats<Found>(work: (nats: NatsConnection) => Promise<Found>): Promise<Found> {
    const nats = await connect({ ...serverAt(this.stack.natsUrl('admin')), timeout: 5_000 });
    try {
      return await work(nats);
    } finally {
      await nats.drain();
    }
  }

  /** The independent check, once everything has come to rest or `patienceMs` is over. */
  books(patienceMs: number): Promise<BooksReport> {
    return checkBooks({ sandboxAdminUrl: this.outside.adminUrl, databaseUrl: this.stack.superuserUrl, patienceMs });
  }

  /** What the books say against one order, once it has come to rest or `patienceMs` is over. Other orders may be where they like. */
  async booksOf(orderNo: string, patienceMs: number): Promise<string[]> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const report = await this.books(0);
      const differences = report.differences.filter((one) => one.orderNo === orderNo || one.orderNo === '');
      const inFlightNos = report.inFlightNos.filter((one) => one === orderNo);
      const problems = problemsIn({ ...report, differences, inFlight: inFlightNos.length, inFlightNos, ledgerImbalanceFen: 0 });
      if (problems.length === 0 || Date.now() > end) return problems;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  private async setClock(): Promise<void> {
    await this.outside.moveClock(this.offsetMs);
    await this.withNats(async (nats) => nats.publish('platform.clock.v1', JSON.stringify({ offsetMs: this.offsetMs })));
  }

  /** One for everybody, asked for once however many want it: each costs the account service a key derivation. */
  private async accessToken(): Promise<string> {
    if (!this.token || Date.now() - this.token.since > TOKEN_FRESH_MS) {
      this.token = { since: Date.now(), text: accessTokenOf(urlOf(this.stack, GATEWAY), this.application) };
    }
    try {
      return await this.token.text;
    } catch (error) {
      this.token = undefined;
      throw error;
    }
  }

  private get application(): { applicationId: string; secret: string } {
    const application = this.stack.secrets.applications[GATEWAY];
    if (!application) throw new Error(`${GATEWAY} has no application`);
    return application;
  }
}

function urlOf(stack: Stack, name: string): string {
  const url = stack.urls[name];
  if (!url) throw new Error(`${name} does not run`);
  return url;
}

/** What the books say against a drill: differences, and whatever has not come to rest. */
export function problemsIn({ differences, inFlight, inFlightNos, ledgerImbalanceFen }: BooksReport): string[] {
  return [
    ...differences.map(({ orderNo, side, result, what }) => `${result} ${orderNo} ${side}: ${what}`),
    ...(inFlight > 0 ? [`${inFlight} orders do not come to rest: ${inFlightNos.slice(0, 5).join(', ')}`] : []),
    ...(ledgerImbalanceFen > 0 ? [`the ledger is out of balance by ${ledgerImbalanceFen} fen`] : []),
  ];
}
