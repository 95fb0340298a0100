import { readGatewayConfig } from '@meridian/gateway-kit/gateway-config';

/** @throws ConfigError naming what is missing or malformed. */
export const readConfig = () => readGatewayConfig(process.env);
