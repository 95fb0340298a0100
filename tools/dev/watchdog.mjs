/**
 * Ends a stack's processes when the script that owns them dies, however it dies. The script holds the other end of this process's standard
 * input; the system closes it with the script, SIGKILL included. Arguments: the stack's folder, the owner's process id.
 */
import { forgetProcesses, readProcesses } from './process-file.mjs';
import { endProcesses } from './process-identity.mjs';

const [folder = '', owner] = process.argv.slice(2);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {});

process.stdin.resume().once('end', () => void endWhatIsLeft());

async function endWhatIsLeft() {
  const left = readProcesses(folder);
  // After an orderly stop there is no file; a file of another owner belongs to a later start.
  if (left === undefined || String(left.owner.pid) !== owner) return;
  await endProcesses(left.entries);
  if (String(readProcesses(folder)?.owner.pid) === owner) forgetProcesses(folder);
}
