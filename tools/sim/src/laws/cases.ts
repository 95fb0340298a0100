import type { Service } from '../engine/service';
import type { Life } from '../life';

export const services = ({ order, payment, insurance }: Life): readonly Service[] => [order, payment, insurance];

/** Is a person on this order, in any service? */
export const hasCase = ({ order, payment, insurance }: Life, orderNo: string): boolean =>
  openIn(order, orderNo) || openIn(payment, orderNo) || openIn(insurance, orderNo);

function openIn({ cases }: Service, orderNo: string): boolean {
  for (const file of cases.values()) if (!file.closed && file.orderNo === orderNo) return true;
  return false;
}
