import { address, readConfig, SERVICE_SHAPE, text, whole } from '@meridian/platform/config';

const MINUTE = 60_000;

export const readOrderConfig = () =>
  readConfig(process.env, {
    ...SERVICE_SHAPE,
    MERIDIAN_HIS_BASE_URL: address(),
    MERIDIAN_HIS_KEY_ID: text(),
    MERIDIAN_HIS_SECRET: text(),
    /** An order nobody settles ends after this. */
    MERIDIAN_ORDER_DRAFT_MS: whole(MINUTE, 1440 * MINUTE, 30 * MINUTE),
    /** From asking to settle until the channel may take no money any more. */
    MERIDIAN_ORDER_PAY_MS: whole(MINUTE, 120 * MINUTE, 15 * MINUTE),
    /** To agree to a settlement that turned out dearer than the quote. */
    MERIDIAN_ORDER_CONSENT_MS: whole(1000, 10 * MINUTE, 2 * MINUTE),
  });

export type OrderConfig = ReturnType<typeof readOrderConfig>;
