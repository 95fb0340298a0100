import { parentPort } from 'node:worker_threads';
import { lives, type Range } from './run';

/** Another core: lives the chunks it is given, one after another. */
parentPort?.on('message', ({ firstSeed, flows, patience }: Range & { patience: number }) => {
  parentPort?.postMessage(lives(firstSeed, flows, patience));
});
