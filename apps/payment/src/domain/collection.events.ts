import type { Instant } from '@meridian/kernel/clock';
import type { Announcement } from '@meridian/kernel/machine';
import type { Capture, Collection, Leg, Refund } from './collection';

export const capturedAnnouncement = (collection: Collection, leg: Leg, capture: Capture): Announcement => ({
  subject: 'fact.payment.payment-captured.v1',
  data: {
    orderNo: collection.orderNo,
    generation: collection.generation,
    hospitalId: collection.hospitalId,
    applicationId: collection.applicationId,
    channel: leg.channel,
    product: leg.product,
    merchantId: collection.merchantId,
    outTradeNo: capture.outTradeNo,
    transactionId: capture.transactionId,
    amountFen: capture.amountFen,
    surplus: capture.surplus,
    paidAt: capture.paidAt,
  },
  urgent: true,
});

export const deadAnnouncement = (collection: Collection, at: Instant): Announcement => ({
  subject: 'fact.payment.collection-dead.v1',
  data: { orderNo: collection.orderNo, generation: collection.generation, hospitalId: collection.hospitalId, deadAt: at },
});

const refundData = (collection: Collection, refund: Refund) => ({
  orderNo: collection.orderNo,
  refundNo: refund.refundNo,
  hospitalId: collection.hospitalId,
});

const moneyData = (collection: Collection, refund: Refund) => ({
  channel: collection.captures.find((one) => one.outTradeNo === refund.outTradeNo)?.channel ?? '',
  merchantId: collection.merchantId,
  outTradeNo: refund.outTradeNo,
  amountFen: refund.amountFen,
  surplus: refund.surplus,
});

export const refundCommittedAnnouncement = (collection: Collection, refund: Refund, at: Instant): Announcement => ({
  subject: 'fact.payment.refund-committed.v1',
  data: { ...refundData(collection, refund), ...moneyData(collection, refund), committedAt: at },
});

export const refundSucceededAnnouncement = (collection: Collection, refund: Refund, at: Instant): Announcement => ({
  subject: 'fact.payment.refund-succeeded.v1',
  data: {
    ...refundData(collection, refund),
    ...moneyData(collection, refund),
    outRefundNo: refund.outRefundNo,
    succeededAt: refund.succeededAt ?? at,
  },
});

export const refundFailedAnnouncement = (collection: Collection, refund: Refund, code: string, at: Instant): Announcement => ({
  subject: 'fact.payment.refund-failed.v1',
  data: { ...refundData(collection, refund), code, failedAt: at },
});
