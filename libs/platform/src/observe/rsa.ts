import { onRsa } from '@meridian/plugin-kit/rsa';
import { counter } from './metrics';

const operations = counter('meridian_rsa_operations_total');

/** Counts the RSA operations of this process's plug-ins. Once a process; importing it is not enough, since only some have any. */
let counting = false;
export function countRsa(): void {
  if (counting) return;
  counting = true;
  onRsa((op) => operations.labels(op).inc());
}
