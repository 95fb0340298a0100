import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

/**
 * Loaded into a Meridian process by NODE_OPTIONS: SIGUSR2 begins a CPU profile, the next one writes it to the file the environment names,
 * so that only the measured window is in it.
 */
const session = new Session();
let running = false;
session.connect();
session.post('Profiler.enable');
process.on('SIGUSR2', () => {
  running = !running;
  if (running) session.post('Profiler.start');
  else session.post('Profiler.stop', (_error, result) => save(result));
});

function save({ profile }: { profile: object }): void {
  const { MERIDIAN_PROFILE_TO } = process.env;
  if (MERIDIAN_PROFILE_TO !== undefined) writeFileSync(MERIDIAN_PROFILE_TO, JSON.stringify(profile));
}
