import { isOrderNo } from '@meridian/kernel/ids';
import { Injectable, type PipeTransform } from '@nestjs/common';
import { RefusalException } from '../http/refusal.exception';

/** A path that cannot be an order number names no order. */
@Injectable()
export class OrderNoPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (isOrderNo(value)) return value;
    throw new RefusalException('ORDER_UNKNOWN');
  }
}
