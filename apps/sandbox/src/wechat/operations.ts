import { X509Certificate } from 'node:crypto';
import type { WechatSecrets } from '../config';
import type { Fault } from '../frame/faults';
import type { PartyDeps, PartyRequest } from '../frame/party';
import { shanghaiRfc3339 } from '../frame/time';
import type { Cashier } from './cashier';
import { BodyFields, paramError } from './fields';
import { encrypt, type Signer, type WechatKeys } from './keys';
import { refundView, transactionView } from './order';
import type { RefundPlan } from './refunds';
import type { WechatOperation } from './routes';

/** Faults a party's operation plays; see wechat.party.ts. */
export const OPERATION_FAULTS = ['callback-before-answer', 'late-payment', 'refund-abnormal', 'refund-closed', 'refund-slow'] as const;

export interface Call {
  readonly request: PartyRequest;
  /** The number in the path, decoded. */
  readonly number: string;
  readonly signer: Signer;
  readonly fault: Fault | null;
}

/** A 2xx answer before it is signed; null becomes 204 without a body. */
export type Answer = Readonly<Record<string, unknown>> | null;

export interface OperationParts {
  readonly deps: PartyDeps<WechatSecrets>;
  readonly keys: WechatKeys;
  readonly cashier: Cashier;
  /** How long a refund stays PROCESSING on the sandbox clock. */
  readonly refundAfterMs: number;
}

type Operations = Readonly<Record<WechatOperation, (call: Call) => Answer | Promise<Answer>>>;

/** What each endpoint does once the request passed the gate. Refusals are thrown as WechatError. */
export function wechatOperations({ deps, keys, cashier, refundAfterMs }: OperationParts): Operations {
  const { orders, refunds } = cashier;
  const now = () => deps.clock.now();
  return {
    jsapi: async ({ request, signer, fault }) => {
      const order = orders.place(request.text, signer);
      if (fault?.kind === 'callback-before-answer') await cashier.receiveAndTell(order);
      return { prepay_id: order.prepay.id };
    },
    query: ({ request, number }) => {
      demandMerchant(request, deps.secrets);
      return transactionView(orders.byNumber(number), now());
    },
    'query-by-id': ({ request, number }) => {
      demandMerchant(request, deps.secrets);
      return transactionView(orders.byTransaction(number), now());
    },
    close: ({ request, number, fault }) => {
      orders.demandMerchant(new BodyFields(request.text));
      const order = orders.close(number);
      if (fault?.kind === 'late-payment') cashier.receiveLater(order, fault.delayMs ?? 0);
      return null;
    },
    refund: async ({ request, signer, fault }) => {
      const { order, refund } = refunds.apply(request.text, signer, refundPlan(fault, refundAfterMs));
      if (fault?.kind === 'callback-before-answer') await cashier.refundAndTell(order, refund);
      return refundView(order, refund);
    },
    'query-refund': ({ number }) => {
      const { order, refund } = refunds.byNumber(number);
      return refundView(order, refund);
    },
    certificates: () => certificates({ deps, keys }),
  };
}

/** Queries carry the merchant in the URL, closings in the body (channels.md A2). */
function demandMerchant(request: PartyRequest, secrets: WechatSecrets): void {
  const value = request.query.get('mchid') ?? '';
  const wrong = (issue: string) => paramError({ location: 'query', field: '/mchid', value, issue });
  if (value === '') throw wrong('此字段为必填项');
  if (value !== secrets.mchid) throw wrong('与签名使用的商户号不一致');
}

function refundPlan(fault: Fault | null, refundAfterMs: number): RefundPlan {
  const afterMs = fault?.delayMs ?? refundAfterMs;
  if (fault?.kind === 'refund-abnormal') return { end: 'ABNORMAL', afterMs };
  if (fault?.kind === 'refund-closed') return { end: 'CLOSED', afterMs };
  return { end: 'SUCCESS', afterMs };
}

/** The one platform certificate, encrypted with the APIv3 key (channels.md A7). */
function certificates({ deps, keys }: Pick<OperationParts, 'deps' | 'keys'>): Answer {
  const { validFrom, validTo } = new X509Certificate(deps.secrets.platformCertificatePem);
  return {
    data: [
      {
        serial_no: keys.platform.serial,
        effective_time: shanghaiRfc3339(Date.parse(validFrom)),
        expire_time: shanghaiRfc3339(Date.parse(validTo)),
        encrypt_certificate: encrypt(keys, deps.secrets.platformCertificatePem, {
          nonce: deps.numbers.hex(12),
          associatedData: 'certificate',
        }),
      },
    ],
  };
}
