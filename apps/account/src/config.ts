import { address, json, pem, readConfig, SERVICE_SHAPE, text } from '@meridian/platform/config';
import { areApplications } from './domain/application';

export const readAccountConfig = () =>
  readConfig(process.env, {
    ...SERVICE_SHAPE,
    MERIDIAN_HIS_BASE_URL: address(),
    MERIDIAN_HIS_KEY_ID: text(),
    MERIDIAN_HIS_SECRET: text(),
    MERIDIAN_TOKEN_PRIVATE_KEY: pem(),
    MERIDIAN_APPLICATIONS: json('a list of {applicationId, gateway, secretHash}', areApplications),
  });

export type AccountConfig = ReturnType<typeof readAccountConfig>;
