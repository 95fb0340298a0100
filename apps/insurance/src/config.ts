import { address, readConfig, SERVICE_SHAPE, text, whole } from '@meridian/platform/config';

export const readInsuranceConfig = () =>
  readConfig(process.env, {
    ...SERVICE_SHAPE,
    MERIDIAN_INSURER_BASE_URL: address(),
    MERIDIAN_INSURER_PAAS_ID: text(),
    MERIDIAN_INSURER_SECRET_TOKEN: text(),
    MERIDIAN_INSURER_INSTITUTION_CODE: text(),
    MERIDIAN_INSURER_INSTITUTION_NAME: text(),
    MERIDIAN_INSURER_AREA: text(),
    MERIDIAN_INSURER_OPERATOR: text(),
    MERIDIAN_INSURER_OPERATOR_NAME: text(),
    MERIDIAN_INSURER_RECEIVER: text(),
    MERIDIAN_INSURER_CENTRE_MAX_MS: whole(0, 3_600_000, 180_000),
    /** Beijing time after which nothing is settled that could be paid past it; 24:00 switches the rule off. */
    MERIDIAN_INSURER_DAY_CUT_OFF: text('23:30'),
  });

export type InsuranceConfig = ReturnType<typeof readInsuranceConfig>;
