import type { Contract } from '@meridian/contracts/contract';
import type { CancelOrderRequest } from '@meridian/contracts/order/cancel-order.contract';
import type { ChooseSelfPayRequest } from '@meridian/contracts/order/choose-self-pay.contract';
import type { CreateOrderRequest } from '@meridian/contracts/order/create-order.contract';
import type { OrderReply } from '@meridian/contracts/order/order.message';
import type { SettleOrderRequest } from '@meridian/contracts/order/settle-order.contract';
import { defineHis } from '@meridian/his-kit/port';
import { HisSystems } from '@meridian/his-kit/registry';
import type { Clock } from '@meridian/kernel/clock';
import type { Outcome } from '@meridian/kernel/outcome';
import { Bus } from '@meridian/platform/bus/bus';
import { DEADLINE_HEADER, MESSAGE_HEADER } from '@meridian/platform/bus/headers';
import { Engine } from '@meridian/platform/engine/engine';
import type { TakenFact } from '@meridian/platform/facts/consumer';
import { createLogger } from '@meridian/platform/logger';
import { Database } from '@meridian/platform/storage/database';
import { Link } from '@meridian/platform/testing/link';
import { validate } from '@meridian/platform/validation';
import { Vault } from '@meridian/platform/vault';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import { asked } from '@meridian/testing/handler';
import type { Sender } from '@meridian/testing/line';
import { databaseInSteps, type Process } from '@meridian/testing/stage';
import { orderKind } from '../storage/order.kind';
import { OrderReader } from '../storage/order.reader';
import { OrderNumbers } from '../storage/order-numbers';
import { refundKind } from '../storage/refund.kind';
import { HisCalls } from '../usecases/call-his/his-calls';
import { ServiceCalls } from '../usecases/call-services/service-calls';
import { CancelOrderHandler } from '../usecases/cancel-order/cancel-order.handler';
import { ChooseSelfPayHandler } from '../usecases/choose-self-pay/choose-self-pay.handler';
import { CreateOrderHandler } from '../usecases/create-order/create-order.handler';
import { CreateOrder } from '../usecases/create-order/create-order.usecase';
import { Drafts } from '../usecases/create-order/drafts';
import { Hospital } from '../usecases/hospital';
import { OrderDesk } from '../usecases/order-desk';
import { ReadBills } from '../usecases/read-bills';
import { SettleOrderHandler } from '../usecases/settle-order/settle-order.handler';
import { SettleOrder } from '../usecases/settle-order/settle-order.usecase';
import { TakeFacts } from '../usecases/take-facts/take-facts.listener';
import type { ModelHis } from './model-his';
import type { ModelServices } from './model-services';

/** Order as others ask and tell it. */
export interface OrderService {
  create(request: CreateOrderRequest): Promise<Outcome<OrderReply>>;
  settle(request: SettleOrderRequest): Promise<Outcome<OrderReply>>;
  cancel(request: CancelOrderRequest): Promise<Outcome<OrderReply>>;
  payItMyself(request: ChooseSelfPayRequest): Promise<Outcome<OrderReply>>;
  take(facts: readonly TakenFact[]): Promise<void>;
}

export interface Outside {
  readonly his: ModelHis;
  readonly services: ModelServices;
}

const MINUTE = 60_000;
const WINDOWS = { hospitalId: 'H45020000001', draftMs: 30 * MINUTE, payMs: 15 * MINUTE, consentMs: 2 * MINUTE };

const onTheBus = asked({ deadline: DEADLINE_HEADER, message: MESSAGE_HEADER });

/** What crosses the bus keeps its contract, in both directions. */
class ModelBus extends Bus {
  constructor(
    private readonly life: Sender,
    private readonly outside: () => Outside,
  ) {
    super();
  }

  async ask<Request extends object, Reply extends object>(contract: Contract<Request, Reply>, request: Request): Promise<Outcome<Reply>> {
    const sent = validate(contract.request, JSON.parse(JSON.stringify(request)));
    if (!sent.ok) throw new Error(`the request breaks ${contract.subject}: ${JSON.stringify(sent.fields)}`);
    const answer = await this.outside().services.ask(this.life, contract as unknown as Contract<object, object>, sent.value);
    if (!answer.ok) return answer;
    const heard = validate(contract.reply, JSON.parse(JSON.stringify(answer.value)));
    if (!heard.ok) throw new Error(`the reply breaks ${contract.subject}: ${JSON.stringify(heard.fields)}`);
    return heard;
  }
}

const hospitalOf = (clock: Clock, life: Sender, outside: () => Outside): Hospital => {
  const his = () => outside().his.operationsFor(life);
  const model = defineHis({
    his: 'model',
    can: ['unpaidBills', 'lock', 'unlock', 'confirm', 'queryConfirm', 'cancel'],
    sensitive: [],
    operations: {
      unpaidBills: (...on) => his().unpaidBills(...on),
      lock: (...on) => his().lock(...on),
      unlock: (...on) => his().unlock(...on),
      confirm: (...on) => his().confirm(...on),
      queryConfirm: (...on) => his().queryConfirm(...on),
      cancel: (...on) => his().cancel(...on),
    },
  });
  return new Hospital('model', new HisSystems([model], { http: new HttpWire(clock), clock, nonce: () => '0'.repeat(32) }));
};

/** A process of order; the HIS and the other services are models, and everything it does to the outside is a step. */
export async function orderProcess(
  url: string,
  life: Sender,
  { clock, outside }: { readonly clock: Clock; readonly outside: () => Outside },
): Promise<Process<OrderService>> {
  const link = await Link.to(url);
  const database = databaseInSteps(await Database.connect(link.url), life);
  const vault = new Vault(Buffer.alloc(32, 1));
  const logger = createLogger('order', 'silent');
  const engine = new Engine({ service: 'order', hospitalId: WINDOWS.hospitalId, database, clock, logger, vault });
  const hospital = hospitalOf(clock, life, outside);
  engine.keeps(orderKind).keeps(refundKind);
  new HisCalls(engine, hospital, clock).addTo(engine);
  new ServiceCalls(engine, new ModelBus(life, outside)).addTo(engine);
  await engine.start();
  const reader = new OrderReader(database);
  const desk = new OrderDesk(engine, reader);
  const bills = new ReadBills(hospital, vault);
  const drafts = new Drafts(new OrderNumbers('01', database, clock), clock, WINDOWS);
  const creates = new CreateOrderHandler(new CreateOrder(engine, bills, desk, drafts));
  const settles = new SettleOrderHandler(new SettleOrder(desk, bills));
  const cancels = new CancelOrderHandler(desk);
  const selfPays = new ChooseSelfPayHandler(desk);
  const listener = new TakeFacts(engine, reader);
  return {
    service: {
      create: onTheBus(creates.answer.bind(creates)),
      settle: onTheBus(settles.answer.bind(settles)),
      cancel: onTheBus(cancels.answer.bind(cancels)),
      payItMyself: onTheBus(selfPays.answer.bind(selfPays)),
      take: (facts) => listener.take(facts),
    },
    die: () => link.close(),
  };
}
