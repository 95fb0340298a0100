/** The demonstration that `npm start` runs once the stack is up. */

/**
 * @typedef {object} DemoOptions
 * @property {Readonly<Record<string, string>>} urls base URLs by app, as `Stack.urls`
 * @property {import('./secrets.mjs').Secrets} secrets
 * @property {(line: string) => void} print
 */

/**
 * Asks every gateway whether it lives.
 * @param {DemoOptions} options
 * @throws when one does not
 */
export async function runDemo({ urls, print }) {
  for (const [app, url] of Object.entries(urls)) {
    if (!app.startsWith('gateway-')) continue;
    const { status } = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(5_000) });
    print(`${app} answers /livez with ${status}`);
    if (status !== 200) throw new Error(`${app} does not live`);
  }
}
