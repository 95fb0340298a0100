const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: integration tests get it from the test runner`);
  return value;
};

/** A database with a superuser, for tests alone. */
export const testDatabaseUrl = (): string => required('MERIDIAN_TEST_DATABASE_URL');

/** A NATS server with JetStream, for tests alone, with a user who may do anything. */
export const testNatsUrl = (): string => required('MERIDIAN_TEST_NATS_URL');

/** Where the tests' browser is, when it is not in a usual place. */
export const chromiumPath = (): string | undefined => process.env.CHROMIUM_PATH;
