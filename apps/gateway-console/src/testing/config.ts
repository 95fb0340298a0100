/** Where the tests' browser is, when it is not in a usual place. */
export const chromiumPath = (): string | undefined => process.env.CHROMIUM_PATH;
