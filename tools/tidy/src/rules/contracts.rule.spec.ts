import { proves } from '../testing/proves';
import { contracts } from './contracts.rule';

const contract = 'libs/contracts/src/order/create-order.contract.ts';
const factory = 'libs/contracts/src/shared/read-story.contract.ts';
const handler = 'apps/order/src/usecases/create-order/create-order.handler.ts';
const gateway = 'apps/gateway-app/src/create-order.controller.ts';
const from = "import { createOrder } from '@meridian/contracts/order/create-order.contract';\n";

const plain = {
  [contract]:
    "export const createOrder = contract({ subject: 'order.create-order.v1', request: A, reply: B, codes: [], deadlineMs: 3000 });",
  [handler]: `${from}class A { @Answers(createOrder) run() {} }`,
  [gateway]: `${from}class A { run() { return this.bus.ask(createOrder, {}); } }`,
};
const story = {
  [factory]: [
    "export const SERVICES = ['order', 'payment'] as const;",
    'export type Service = (typeof SERVICES)[number];',
    `export const readStory = (service: Service) => contract({ subject: \`\${service}.read-story.v1\`, request: A, reply: B });`,
  ].join('\n'),
  'apps/order/src/story.handler.ts':
    "import { readStory } from '@meridian/contracts/shared/read-story.contract';\nclass A { @Answers(readStory('order')) run() {} }",
  'apps/payment/src/story.handler.ts':
    "import { readStory } from '@meridian/contracts/shared/read-story.contract';\nclass A { @Answers(readStory('payment')) run() {} }",
  'apps/gateway-console/src/story.controller.ts':
    "import { readStory } from '@meridian/contracts/shared/read-story.contract';\nexport const ask = (bus, service) => bus.ask(readStory(service), {});",
};

proves(contracts, {
  caught: {
    'a contract nobody answers': { files: { ...plain, [handler]: '' }, at: [`${contract}#createOrder`] },
    'a contract answered twice': {
      files: { ...plain, 'apps/order/src/again/create-order.handler.ts': `${from}class B { @Answers(createOrder) run() {} }` },
      at: [`${contract}#createOrder`],
    },
    'an answer in a file of another name': {
      files: { ...plain, [handler]: '', 'apps/order/src/orders.handler.ts': plain[handler] ?? '' },
      at: [`${contract}#createOrder`],
    },
    'an answer by another service': {
      files: { ...plain, 'apps/payment/src/second.handler.ts': `${from}class B { @Answers(createOrder) run() {} }` },
      at: [`${contract}#createOrder`],
    },
    'a contract nobody asks': { files: { ...plain, [gateway]: `${from}type A = typeof createOrder;` }, at: [`${contract}#createOrder`] },
    'a contract only its own service names': {
      files: { ...plain, [gateway]: '', 'apps/order/src/a.ts': `${from}export const limit = createOrder.deadlineMs;` },
      at: [`${contract}#createOrder`],
    },
    'a contract only a test asks': {
      files: {
        ...plain,
        [gateway]: '',
        'apps/journeys/src/a.journey.ts': `${from}bus.ask(createOrder, {});`,
        'libs/testing/src/a.ts': `${from}bus.ask(createOrder, {});`,
      },
      at: [`${contract}#createOrder`],
    },
    'a subject that does not lead to its file': {
      files: { ...plain, [contract]: "export const createOrder = contract({ subject: 'order.make-order.v1' });" },
      at: [`${contract}#createOrder`],
    },
    'a subject nobody can read': {
      files: {
        [contract]: 'export const createOrder = contract({ subject: name });',
        [handler]: plain[handler] ?? '',
        [gateway]: plain[gateway] ?? '',
      },
      at: [`${contract}#createOrder`],
    },
    'a service of a factory that does not answer': {
      files: { ...story, 'apps/payment/src/story.handler.ts': '' },
      at: [`${factory}#readStory`],
    },
    'a service of a factory that nobody asks': {
      files: {
        ...story,
        'apps/gateway-console/src/story.controller.ts':
          "import { readStory } from '@meridian/contracts/shared/read-story.contract';\nexport const ask = (bus) => bus.ask(readStory('order'), {});",
      },
      at: [`${factory}#readStory`],
    },
  },
  allowed: {
    'a contract answered once and asked': plain,
    'a factory answered and asked at each of its services': story,
    'a renamed import': { ...plain, [handler]: `${from.replace('createOrder', 'createOrder as it')}class A { @Answers(it) run() {} }` },
    'no contracts yet': {},
  },
});
