import { address, readConfig, SERVICE_SHAPE } from '@meridian/platform/config';

export const readReconciliationConfig = () => readConfig(process.env, { ...SERVICE_SHAPE, MERIDIAN_BOOKS_URL: address() });

export type ReconciliationConfig = ReturnType<typeof readReconciliationConfig>;
