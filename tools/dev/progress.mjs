/** Progress lines that start with the seconds since the command was typed. */
const startedAt = performance.now();

/** @param {string} line */
export function progress(line) {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`[${seconds.padStart(5)} s] ${line}`);
}
