const POLL_MS = 10;

/** Waits for a condition; the test's own time limit is the only one. @returns what the condition answered when it held. */
export async function until<T>(condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const held = await condition();
    if (held) return held;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A promise that the test settles. */
export function gate<T = void>(): { readonly passed: Promise<T>; open(value: T): void } {
  let open: (value: T) => void = () => undefined;
  const passed = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { passed, open: (value) => open(value) };
}
