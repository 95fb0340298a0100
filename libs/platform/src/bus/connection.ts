import { setTimeout as delay } from 'node:timers/promises';
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
    // An asynchronous stack for every request costs more than the request; the contract's subject is in every refusal.
    noAsyncTraces: true,
  };
}

export const connectNats = (url: string, name: string): Promise<NatsConnection> => connect(natsOptions(url, name));

const PROBE_MS = 500;

/** A closed connection throws, a broken one waits for the broker to come back: only an answer counts. */
export const isConnected = (nats: NatsConnection): Promise<boolean> =>
  Promise.race([
    nats.flush().then(
      () => true,
      () => false,
    ),
    delay(PROBE_MS, false, { ref: false }),
  ]);
