import type { ServiceDefinition } from '@meridian/platform/boot';
import { CaseDesk } from '@meridian/platform/case-desk';
import { Engine } from '@meridian/platform/engine/engine';
import { outsideCalls } from '@meridian/platform/observe/outside-calls';
import type { OrderConfig } from './config';
import { orderKind } from './storage/order.kind';
import { OrderReader } from './storage/order.reader';
import { OrderNumbers } from './storage/order-numbers';
import { refundKind } from './storage/refund.kind';
import { HisCalls } from './usecases/call-his/his-calls';
import { ServiceCalls } from './usecases/call-services/service-calls';
import { CancelOrderHandler } from './usecases/cancel-order/cancel-order.handler';
import { ChooseSelfPayHandler } from './usecases/choose-self-pay/choose-self-pay.handler';
import { CreateOrderHandler } from './usecases/create-order/create-order.handler';
import { CreateOrder } from './usecases/create-order/create-order.usecase';
import { Drafts } from './usecases/create-order/drafts';
import { GetOrderHandler } from './usecases/get-order/get-order.handler';
import { HandleCasesHandler } from './usecases/handle-cases/handle-cases.handler';
import { Hospital } from './usecases/hospital';
import { ListOrdersHandler } from './usecases/list-orders/list-orders.handler';
import { ListUnpaidHandler } from './usecases/list-unpaid/list-unpaid.handler';
import { OrderDesk } from './usecases/order-desk';
import { Windows } from './usecases/ports';
import { ReadBills } from './usecases/read-bills';
import { ReadStoryHandler } from './usecases/read-story/read-story.handler';
import { RefundOrderHandler } from './usecases/refund-order/refund-order.handler';
import { RefundOrder } from './usecases/refund-order/refund-order.usecase';
import { SettleOrderHandler } from './usecases/settle-order/settle-order.handler';
import { SettleOrder } from './usecases/settle-order/settle-order.usecase';
import { TakeFacts } from './usecases/take-facts/take-facts.listener';
import { HIS, hisOf } from './wiring/his';

/** Order: what is owed, and the saga that moves fund, account, cash and the hospital's books together or not at all. */
export function orderService(config: OrderConfig): ServiceDefinition {
  let hospital: Hospital;
  return {
    service: 'order',
    config,
    controllers: [
      ListUnpaidHandler,
      CreateOrderHandler,
      SettleOrderHandler,
      CancelOrderHandler,
      ChooseSelfPayHandler,
      RefundOrderHandler,
      GetOrderHandler,
      ListOrdersHandler,
      ReadStoryHandler,
      HandleCasesHandler,
    ],
    engine: (engine, { clock, bus, logger }) => {
      hospital = new Hospital(HIS, hisOf(config, clock, outsideCalls(logger)));
      engine.keeps(orderKind).keeps(refundKind);
      new HisCalls(engine, hospital, clock).addTo(engine);
      new ServiceCalls(engine, bus).addTo(engine);
    },
    providers: ({ database, clock }) => [
      CreateOrder,
      Drafts,
      SettleOrder,
      RefundOrder,
      OrderDesk,
      OrderReader,
      ReadBills,
      { provide: Hospital, useValue: hospital },
      { provide: OrderNumbers, useValue: new OrderNumbers(config.MERIDIAN_SHARD, database, clock) },
      { provide: CaseDesk, useValue: new CaseDesk('order', database, clock) },
      {
        provide: Windows,
        useValue: {
          hospitalId: config.MERIDIAN_HOSPITAL_ID,
          draftMs: config.MERIDIAN_ORDER_DRAFT_MS,
          payMs: config.MERIDIAN_ORDER_PAY_MS,
          consentMs: config.MERIDIAN_ORDER_CONSENT_MS,
        },
      },
    ],
    listeners: (app) => [new TakeFacts(app.get(Engine), app.get(OrderReader))],
  };
}
