import type { Observation } from '@meridian/plugin-kit/wrapper';
import type { Logger } from '../logger';
import { recordSpan } from '../trace';
import { gauge, histogram } from './metrics';

const callSeconds = histogram('meridian_outside_call_seconds');
const circuitOpen = gauge('meridian_circuit_open');

/**
 * What the wrapper of every plug-in reports to: one measurement and one span an operation, and a log line where the plug-in itself was
 * at fault. @returns for `observe` of the plug-ins' wiring
 */
export const outsideCalls =
  (logger: Logger) =>
  ({ plugin, operation, requestNo, arm, code, tookMs, circuit, fault }: Observation): void => {
    callSeconds.labels(plugin, operation, arm).observe(tookMs / 1000);
    circuitOpen.labels(plugin, circuit.name).set(circuit.open ? 1 : 0);
    const to = Date.now();
    const attributes = {
      'meridian.plugin': plugin,
      'meridian.operation': operation,
      'meridian.request_no': requestNo,
      'meridian.arm': arm,
      ...(code === undefined ? {} : { 'meridian.code': code }),
    };
    recordSpan(
      { name: `${plugin} ${operation}`, kind: 'client', attributes },
      { from: to - tookMs, to },
      arm === 'silent' ? 'silent' : undefined,
    );
    if (fault !== undefined) logger.error({ err: fault, plugin, operation, requestNo }, 'a plug-in could not read an answer');
  };
