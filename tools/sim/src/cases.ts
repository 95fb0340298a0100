import type { Service } from './engine/service';
import type { Life } from './life';

export const services = ({ order, payment, insurance }: Life): readonly Service[] => [order, payment, insurance];

/** Is a person on this order, in any service? */
export function hasCase(life: Life, orderNo: string): boolean {
  for (const service of services(life))
    for (const file of service.cases.values()) if (!file.closed && file.orderNo === orderNo) return true;
  return false;
}
