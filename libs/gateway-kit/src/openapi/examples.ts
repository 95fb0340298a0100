import type { OpenSessionReply } from '@meridian/contracts/account/open-session.contract';
import type { ListUnpaidReply } from '@meridian/contracts/order/list-unpaid.contract';
import type { OrderReply, OrderView } from '@meridian/contracts/order/order.message';
import { type Fen, fen, ZERO } from '@meridian/kernel/fen';
import type { TokenReply } from '../routes/issue-token.view';
import type { OffersReply } from '../routes/offers.view';

/** One story told by all examples: a bill of 446.20 yuan, 302.14 from the fund, 100.00 from the account, 44.06 in cash. */
const TOTAL: Fen = fen(44_620);
const CASH: Fen = fen(4_406);
const VISITED_AT = Date.UTC(2026, 10, 22, 1, 30);
const ORDERED_AT = VISITED_AT + 3_600_000;
const ORDER_NO = '01261122000000001A';

export const TOKEN_EXAMPLE: TokenReply = {
  access_token: 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhcHAtZGVtbyJ9.c2ln',
  token_type: 'Bearer',
  expires_in: 600,
  scope: 'pay refund',
};

export const SESSION_EXAMPLE: OpenSessionReply = {
  sessionToken: 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJQMDAwMDEifQ.c2ln',
  patientId: 'P00001',
  expiresInSeconds: 1800,
};

export const OFFERS_EXAMPLE: OffersReply = {
  gateway: 'gateway-wechat',
  title: { zh: '微信渠道', en: 'WeChat gateway' },
  insured: true,
  selfPaid: true,
  channels: [
    {
      channel: 'wechat',
      product: 'JSAPI',
      name: { zh: '微信支付（公众号、小程序）', en: 'WeChat Pay in official accounts and mini programmes' },
      payerIdentity: { zh: '用户在该应用下的 openid', en: 'The user’s openid under the application' },
    },
  ],
  notOffered: [{ zh: '微信付款码', en: 'WeChat Pay payment code' }],
  note: { zh: '退费按原路退回。', en: 'Refunds go back by the original route.' },
};

export const UNPAID_EXAMPLE: ListUnpaidReply = {
  bills: [
    {
      visitNo: 'V20261122001',
      department: '心血管内科',
      doctor: '李医生',
      visitStartedAt: VISITED_AT,
      insured: true,
      totalFen: TOTAL,
      billHash: 'b41d5c0e',
      sheets: [
        {
          sheetNo: 'S1',
          totalFen: TOTAL,
          lines: [{ lineNo: '1', itemName: '阿托伐他汀钙片', quantity: '10', unitPrice: '44.62', amountFen: TOTAL }],
        },
      ],
    },
  ],
};

const QUOTED: OrderView = {
  orderNo: ORDER_NO,
  patientId: 'P00001',
  visitNo: 'V20261122001',
  phase: 'QUOTED',
  payMode: 'INSURED',
  totalFen: TOTAL,
  sheets: [{ sheetNo: 'S1', hash: '9c1e77aa', totalFen: TOTAL }],
  split: {
    totalFen: TOTAL,
    fundFen: fen(30_214),
    accountFen: fen(10_000),
    mutualAidFen: ZERO,
    cashFen: CASH,
    hospitalFen: ZERO,
    adjustFen: ZERO,
  },
  quoteFingerprint: 'q-5f0c21aa',
  unknown: false,
  openCase: false,
  refunds: [],
  createdAt: ORDERED_AT,
  updatedAt: ORDERED_AT,
};

export const QUOTED_EXAMPLE: OrderReply = { status: 'done', order: QUOTED };
export const WORKING_EXAMPLE: OrderReply = { status: 'working', order: { ...QUOTED, phase: 'INSURING' } };

export const PAYING_EXAMPLE: OrderReply = {
  status: 'done',
  order: {
    ...QUOTED,
    phase: 'PAYING',
    payment: {
      channel: 'wechat',
      product: 'JSAPI',
      clientParameters: {
        appId: 'wxd678efh567hg6787',
        timeStamp: '1795314600',
        nonceStr: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS',
        package: 'prepay_id=wx201410272009395522657a690389285100',
        signType: 'RSA',
        paySign: 'oR9d8Puhn…',
      },
      validUntil: ORDERED_AT + 900_000,
    },
    payUntil: ORDERED_AT + 900_000,
  },
};

export const REFUNDED_EXAMPLE: OrderReply = {
  status: 'done',
  order: {
    ...QUOTED,
    phase: 'CONFIRMED',
    hisReceiptNo: 'R20261122001',
    refunds: [{ refundNo: `${ORDER_NO}r1`, state: 'DONE', cashFen: CASH, insuranceFen: fen(40_214), reason: '患者未取药' }],
  },
};
