import { type ConnectionOptions, connect, type NatsConnection } from 'nats';

/** NATS options from one address with the user and password inside. The private inbox prefix goes with the user's permissions. */
export function natsOptions(url: string, name: string): ConnectionOptions {
  const at = new URL(url);
  const user = decodeURIComponent(at.username);
  return {
    servers: `${at.hostname}:${at.port || '4222'}`,
    name,
    ...(user ? { user, pass: decodeURIComponent(at.password), inboxPrefix: `_INBOX_${user}` } : {}),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    waitOnFirstConnect: true,
    // Requests made while the broker is away fail at once instead of piling up in memory: silence is handled by the caller.
    noAsyncTraces: true,
  };
}

export const connectNats = (url: string, name: string): Promise<NatsConnection> => connect(natsOptions(url, name));
