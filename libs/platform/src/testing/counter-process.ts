import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { runService } from '../boot';
import { readCounterConfig } from './config';
import { answerOf } from './counter';
import { counterService } from './counter-service';

/** The counter as a process of its own; its calls take a moment, and it says when one is under way. */
const send = async (call: Parameters<typeof answerOf>[0]) => {
  process.stdout.write('CALL\n');
  await delay(300);
  return { fact: answerOf(call), heard: 'paid' };
};

runService(counterService(readCounterConfig(), { send, ask: send, askAfterMs: [1000] })).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
});
