import { treeOf } from '../tree';
import { subjectsPage } from './subjects';

const create = "import { createOrder } from '@meridian/contracts/order/create-order.contract';\n";
const captured = "import { paymentCaptured } from '@meridian/contracts/payment/payment-captured.event';\n";

describe('the page of subjects', () => {
  it('names who answers and asks, who publishes and listens, and shows a gap as a dash', () => {
    const page = subjectsPage(
      treeOf({
        'libs/contracts/src/order/create-order.contract.ts': "export const createOrder = contract({ subject: 'order.create-order.v1' });",
        'libs/contracts/src/payment/payment-captured.event.ts':
          "export const paymentCaptured = factContract({ subject: 'fact.payment.payment-captured.v1' });",
        'apps/order/src/create-order.handler.ts': `${create}class A { @Answers(createOrder) run() {} }`,
        'apps/gateway-app/src/a.controller.ts': `${create}bus.ask(createOrder, {});`,
        'apps/gateway-wechat/src/a.controller.ts': `${create}bus.ask(createOrder, {}); bus.ask(createOrder, {});`,
        'apps/account/src/a.ts': `${captured}export const a = { facts: [paymentCaptured] };`,
      }),
    );
    expect(page).toContain(
      '| `order.create-order.v1` | [createOrder](../../libs/contracts/src/order/create-order.contract.ts) | order | gateway-app, gateway-wechat |',
    );
    expect(page).toContain(
      '| `fact.payment.payment-captured.v1` | [paymentCaptured](../../libs/contracts/src/payment/payment-captured.event.ts) | — | account |',
    );
  });
});
