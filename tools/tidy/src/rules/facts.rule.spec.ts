import { proves } from '../testing/proves';
import { facts } from './facts.rule';

const event = 'libs/contracts/src/payment/payment-captured.event.ts';
const domain = 'apps/payment/src/domain/collection.events.ts';
const listener = 'apps/account/src/wiring/listener.ts';
const from = "import { paymentCaptured } from '@meridian/contracts/payment/payment-captured.event';\n";

const fine = {
  [event]: "export const paymentCaptured = factContract({ subject: 'fact.payment.payment-captured.v1', data: A });",
  [domain]: "export const CAPTURED = 'fact.payment.payment-captured.v1';",
  [listener]: `${from}export const listener = { facts: [paymentCaptured] };`,
};

proves(facts, {
  caught: {
    'a fact nobody publishes': { files: { ...fine, [domain]: '' }, at: [`${event}#paymentCaptured published`] },
    'a fact nobody hears': { files: { ...fine, [listener]: '' }, at: [`${event}#paymentCaptured heard`] },
    'a fact that only its own service knows': {
      files: { ...fine, [listener]: '', 'apps/payment/src/b.ts': `${from}write(paymentCaptured);` },
      at: [`${event}#paymentCaptured heard`],
    },
    'an announcement that no contract declares': {
      files: { ...fine, 'apps/payment/src/domain/other.ts': "\nexport const A = 'fact.payment.payment-catured.v1';" },
      at: ['apps/payment/src/domain/other.ts:2'],
    },
    'a subject that does not lead to its file': {
      files: {
        ...fine,
        [event]: "export const paymentCaptured = factContract({ subject: 'fact.payment.captured.v1', data: A });",
        [domain]: "export const CAPTURED = 'fact.payment.captured.v1';",
      },
      at: [`${event}#paymentCaptured`],
    },
  },
  allowed: {
    'a fact announced by its subject and heard elsewhere': fine,
    'a fact heard by a projection of its own service': {
      ...fine,
      [listener]: '',
      'apps/payment/src/payment-captured.projection.ts': `${from}project(paymentCaptured);`,
    },
  },
});
