import { randomBytes, scryptSync } from 'node:crypto';
import { getTrialBalance } from '@meridian/contracts/account/get-trial-balance.contract';
import type { Contract } from '@meridian/contracts/contract';
import { getTotals } from '@meridian/contracts/data-platform/get-totals.contract';
import { getOrder } from '@meridian/contracts/order/get-order.contract';
import { listOrders } from '@meridian/contracts/order/list-orders.contract';
import type { OrderView } from '@meridian/contracts/order/order.message';
import { checkDay } from '@meridian/contracts/reconciliation/check-day.contract';
import { CASE_SERVICES, type CaseView } from '@meridian/contracts/shared/case.message';
import { listCases } from '@meridian/contracts/shared/list-cases.contract';
import { readStory, STORY_SERVICES, type StoryService } from '@meridian/contracts/shared/read-story.contract';
import type { StoryEntry } from '@meridian/contracts/shared/story.message';
import { HandClock } from '@meridian/gateway-kit/testing/edge';
import { ScriptedBus } from '@meridian/gateway-kit/testing/scripted-bus';
import type { Outcome } from '@meridian/kernel/outcome';
import type { Readiness } from '@meridian/platform/http/health.controller';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import type { Operator } from '../access/operator';
import { createConsoleServer } from '../http-server';
import { NOW, replyOf } from './orders.fixture';

export const PASSWORD = 'a password for tests';

const salt = randomBytes(16);
const secretHash = `${salt.toString('hex')}:${scryptSync(PASSWORD, salt, 32).toString('hex')}`;
export const OPERATORS: readonly Operator[] = [
  { operatorId: 'cashier-01', name: '收费员 01', secretHash },
  { operatorId: 'finance-01', name: '财务 01', secretHash },
];

export interface Problem {
  readonly code: string;
  readonly fields?: readonly { readonly field: string; readonly code: string }[];
}

/** A scripted bus on which a command may change what is answered next. */
class StagedBus extends ScriptedBus {
  private readonly effects = new Map<string, () => void>();

  /** What happens once the contract has been asked. */
  after<Request extends object, Reply extends object>(contract: Contract<Request, Reply>, effect: () => void): void {
    this.effects.set(contract.subject, effect);
  }

  override async ask<Request extends object, Reply extends object>(
    contract: Contract<Request, Reply>,
    request: Request,
  ): Promise<Outcome<Reply>> {
    const outcome = await super.ask(contract, request);
    this.effects.get(contract.subject)?.();
    return outcome;
  }
}

/** A whole console on a loopback port; only the services behind the bus are scripted. */
export class ConsoleRig {
  readonly bus = new StagedBus();
  readonly clock = new HandClock(NOW);
  readonly readiness: Readiness = { draining: false, checks: { nats: async () => true } };
  /** Every line the process would log. */
  readonly logged: string[] = [];
  url = '';
  /** The cookie of the last sign-in. */
  signedIn = { cookie: '' };
  private app: NestFastifyApplication;

  static async start(): Promise<ConsoleRig> {
    const rig = new ConsoleRig();
    rig.app = await createConsoleServer({
      bus: rig.bus,
      clock: rig.clock,
      logger: pino({ level: 'debug' }, { write: (line: string) => void rig.logged.push(line) }),
      readiness: rig.readiness,
      hospitalId: 'H45020000001',
      operators: OPERATORS,
      sessionKey: Buffer.alloc(32, 9),
      https: false,
    });
    await rig.app.listen(0, '127.0.0.1');
    rig.url = await rig.app.getUrl();
    return rig;
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /** Scripts the pages of a day. Silent services are scripted over this. */
  day(orders: readonly OrderView[], cases: readonly CaseView[]): void {
    this.bus.answer(listOrders, { orders: [...orders] });
    for (const service of CASE_SERVICES) this.bus.answer(listCases(service), { cases: cases.filter((one) => one.service === service) });
    this.bus.answer(getTotals, {
      totals: [
        { day: '2026-11-22', channel: 'insurance', kind: 'settle', transactions: 31, amountFen: 1_482_060 },
        { day: '2026-11-22', channel: 'wechat', kind: 'capture', transactions: 34, amountFen: 428_315 },
        { day: '2026-11-22', channel: 'wechat', kind: 'refund', transactions: 2, amountFen: -25_120 },
      ],
    });
    this.bus.answer(checkDay, { day: '2026-11-22', expected: 65, matched: 65, differences: [] });
  }

  /** Scripts one order with its story and its balances. */
  order(order: OrderView, story: Partial<Record<StoryService, readonly StoryEntry[]>>): void {
    this.bus.answer(getOrder, replyOf(order));
    for (const service of STORY_SERVICES) this.bus.answer(readStory(service), { entries: [...(story[service] ?? [])] });
    const cashFen = order.split?.cashFen ?? 0;
    const insurerFen = (order.split?.fundFen ?? 0) + (order.split?.accountFen ?? 0);
    this.bus.answer(getTrialBalance, {
      balanced: true,
      transfers: 4,
      accounts: [
        { account: 'CH[wechat,1900000109]', kind: 'asset', balanceFen: cashFen },
        { account: 'INS.fund[national]', kind: 'asset', balanceFen: order.split?.fundFen ?? 0 },
        { account: 'INS.acct[national]', kind: 'asset', balanceFen: order.split?.accountFen ?? 0 },
        { account: `ORDER[${order.orderNo}]`, kind: 'liability', balanceFen: order.phase === 'CONFIRMED' ? 0 : -(cashFen + insurerFen) },
        { account: 'REVENUE', kind: 'income', balanceFen: order.phase === 'CONFIRMED' ? -(cashFen + insurerFen) : 0 },
      ],
    });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { headers, redirect: 'manual' });
  }

  /** With the header that our own pages send. */
  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const all = { 'content-type': 'application/json', 'meridian-console': 'person', ...headers };
    return fetch(this.url + path, { method: 'POST', headers: all, body: JSON.stringify(body) });
  }

  /** @returns the cookie of a new session, ready to send. */
  async signIn(operatorId = 'cashier-01', password = PASSWORD): Promise<{ cookie: string }> {
    const response = await this.post('/api/session', { operatorId, password });
    if (response.status !== 201) throw new Error(`not signed in: ${await response.text()}`);
    this.signedIn = { cookie: (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' };
    return this.signedIn;
  }

  /** What the signed-in operator is answered. */
  async answer<T>(path: string): Promise<T> {
    return (await this.get(path, this.signedIn)).json() as Promise<T>;
  }

  /** Status, code and marked fields of what the signed-in operator is refused. */
  async refusal(path: string): Promise<unknown[]> {
    const response = await this.get(path, this.signedIn);
    const { code, fields } = (await response.json()) as Problem;
    return [response.status, code, ...(fields ?? []).map((one) => `${one.field} ${one.code}`)];
  }
}
