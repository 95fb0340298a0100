/**
 * Ends a stack's processes when the script that owns them dies, however it dies. The script writes down this process's standard input, one
 * line at each change, what runs; the system closes that end with the script, SIGKILL included. What was said last is what is ended, so it
 * does not matter whether the stack's folder still exists. Arguments: the stack's folder, the owner's process id.
 */
import { createInterface } from 'node:readline';
import { forgetProcesses, readProcesses } from './process-file.mjs';
import { endProcesses } from './process-identity.mjs';

const [folder = '', owner] = process.argv.slice(2);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {});

/** @type {import('./process-identity.mjs').Entry[]} */
let entries = [];
createInterface({ input: process.stdin })
  .on('line', (line) => {
    entries = JSON.parse(line);
  })
  .once('close', () => void endWhatIsLeft());

async function endWhatIsLeft() {
  await endProcesses(entries);
  // A file of another owner belongs to a later start.
  if (String(readProcesses(folder)?.owner.pid) === owner) forgetProcesses(folder);
}
