/** Compiles every project that the root tsconfig.json lists. */
import { isCommand } from './paths.mjs';
import { runNode } from './run.mjs';

export async function build() {
  if ((await runNode('node_modules/typescript/bin/tsc', ['-b'])) !== 0) throw new Error('the build failed: see above');
}

if (isCommand(import.meta.url)) void build();
