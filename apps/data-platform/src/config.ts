import { readConfig, SERVICE_SHAPE } from '@meridian/platform/config';

export const readDataPlatformConfig = () => readConfig(process.env, SERVICE_SHAPE);

export type DataPlatformConfig = ReturnType<typeof readDataPlatformConfig>;
