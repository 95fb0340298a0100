import type { Instant } from '@meridian/kernel/clock';
import type { Announcement } from '@meridian/kernel/machine';
import type { Confirmed, Order } from './order';

export const confirmedAnnouncement = (order: Order, fact: Confirmed): Announcement => ({
  subject: 'fact.order.order-confirmed.v1',
  data: {
    orderNo: order.orderNo,
    generation: order.generation,
    hospitalId: order.hospitalId,
    applicationId: order.applicationId,
    payMode: order.payMode,
    visitNo: order.bill.visitNo,
    departmentCode: order.bill.department.code,
    split: order.split,
    hisReceiptNo: fact.hisReceiptNo,
    confirmedAt: fact.confirmedAt,
    settleAskedAt: order.settleAskedAt ?? fact.confirmedAt,
  },
});

export const cancelledAnnouncement = (order: Order, at: Instant): Announcement => ({
  subject: 'fact.order.order-cancelled.v1',
  data: { orderNo: order.orderNo, hospitalId: order.hospitalId, reason: order.why ?? 'cancelled', cancelledAt: at },
});
