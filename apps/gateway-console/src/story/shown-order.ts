import type { OrderView } from '@meridian/contracts/order/order.message';

export type ShownOrder = Omit<OrderView, 'patientId' | 'quoteFingerprint' | 'payment'> & {
  readonly payment?: { readonly channel: string; readonly product: string; readonly validUntil: number };
};

/**
 * An order as operators see it: without the patient, whom the hospital's own papers name by the visit, and without what only the payer's
 * client may hold, since the call-up parameters sign a payment.
 */
export function shownOrder({ patientId: _patientId, quoteFingerprint: _fingerprint, payment, ...order }: OrderView): ShownOrder {
  if (!payment) return order;
  const { channel, product, validUntil } = payment;
  return { ...order, payment: { channel, product, validUntil } };
}
