import type { Totals } from './counters';
import { SERVICES, type World } from './world';

const METRIC = /^meridian_rsa_operations_total\{([^}]*)\} ([0-9.e+]+)$/gm;

/** RSA operations by kind, as the services count them themselves; empty where none of them does. */
export async function rsaOperations({ stack }: World): Promise<Totals> {
  const texts = await Promise.all(SERVICES.map(async (app) => (await fetch(`${stack.urls[app]}/metrics`)).text()));
  return operationsIn(texts.join('\n'));
}

/** The counter's samples in a text of the Prometheus exposition format, by the label `op`. */
export function operationsIn(text: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, labels = '', value] of text.matchAll(METRIC)) {
    const name = `rsa ${/op="([^"]*)"/.exec(labels)?.[1] ?? 'unknown'}`;
    counts[name] = (counts[name] ?? 0) + Number(value);
  }
  return counts;
}

/**
 * What WeChat Pay's protocol asks for where nobody counts: every request is signed and its answer checked, a callback is checked, and an
 * order's parameters for the payer's client are signed once more.
 */
export function operationsBehind(outsideCalls: Readonly<Record<string, number>>): Record<string, number> {
  const of = (wanted: (operation: string) => boolean): number =>
    Object.entries(outsideCalls).reduce((sum, [name, count]) => {
      const [party, operation = ''] = name.split(' ');
      return sum + (party === 'wechat' && wanted(operation) ? count : 0);
    }, 0);
  const isCallback = (operation: string): boolean => operation.startsWith('callback.');
  const requests = of((operation) => !isCallback(operation));
  return { 'rsa sign': requests + of((operation) => operation === 'jsapi'), 'rsa verify': requests + of(isCallback) };
}
