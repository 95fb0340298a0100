import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { chunksOf, type Lives, lives, type Range, Sum } from './run';

export interface Crowd extends Range {
  /** Cores to live on; 1 lives in this thread. */
  readonly workers: number;
  /** Broken laws after which nothing new is begun. */
  readonly patience: number;
  /** Told after every chunk. */
  readonly progress: (sum: Sum) => void;
}

/** Lives a range of seeds. What comes of it is the same however many cores share it. */
export async function crowd(asked: Crowd): Promise<Sum> {
  const sum = new Sum();
  const chunks = chunksOf(asked);
  const next = (): Range | undefined => (sum.breaks.length < asked.patience ? chunks.shift() : undefined);
  const add = (lived: Lives): void => {
    sum.add(lived);
    asked.progress(sum);
  };
  if (asked.workers > 1) await Promise.all(Array.from({ length: asked.workers }, () => elsewhere(next, asked.patience, add)));
  else for (let chunk = next(); chunk; chunk = next()) add(lives(chunk.firstSeed, chunk.flows, asked.patience));
  return sum;
}

/** One more core, which takes chunk after chunk until none is left. */
function elsewhere(next: () => Range | undefined, patience: number, add: (lived: Lives) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'crowd-core.js'));
    const give = (): void => {
      const chunk = next();
      if (chunk) worker.postMessage({ ...chunk, patience });
      else void worker.terminate();
    };
    worker.on('message', (lived: Lives) => {
      add(lived);
      give();
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
    give();
  });
}
