import { readConfig, SERVICE_SHAPE, type ServiceConfig } from '../config';

export const readCounterConfig = (): ServiceConfig => readConfig(process.env, SERVICE_SHAPE);
