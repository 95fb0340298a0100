import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { type GuardDeps, type GuardedOperations, guard } from '@meridian/plugin-kit/wrapper';
import type { ChannelOperation, ChannelOperations, ChannelProduct } from './port';

/** Any channel, whatever it declares. */
export interface AnyChannel {
  readonly channel: string;
  readonly products: readonly ChannelProduct[];
  readonly can: readonly ChannelOperation[];
  readonly sensitive: readonly string[];
  readonly operations: Partial<ChannelOperations>;
}

/** One row of the capability matrix. */
export interface ChannelCapability {
  readonly channel: string;
  readonly products: readonly ChannelProduct[];
  readonly can: readonly ChannelOperation[];
}

/** Only opening new payments rests while a channel is sick; ending what was begun goes out always. */
export const ALWAYS_TRY: readonly ChannelOperation[] = ['query', 'close', 'refund', 'queryRefund', 'readCallback'];

type Guarded = GuardedOperations<ChannelOperations>;

/** The channels of a process, by name, each behind the generic wrapper. @throws when two plug-ins share a name. */
export class Channels {
  readonly #channels = new Map<string, { readonly plugin: AnyChannel; readonly operations: Partial<Guarded> }>();

  constructor(plugins: readonly AnyChannel[], deps: GuardDeps) {
    for (const plugin of plugins) {
      if (this.#channels.has(plugin.channel)) throw new Error(`two plug-ins call themselves ${plugin.channel}`);
      const operations = guard({ name: plugin.channel, operations: plugin.operations as ChannelOperations }, {
        alwaysTry: ALWAYS_TRY,
        ...deps,
      } as GuardDeps<ChannelOperation>);
      this.#channels.set(plugin.channel, { plugin, operations });
    }
  }

  /** The guarded operation, or why there is none. Ask before writing an intent. */
  find<Name extends ChannelOperation>(channel: string, operation: Name): Outcome<Guarded[Name], 'CHANNEL_UNKNOWN' | 'CHANNEL_CANNOT'> {
    const found = this.#channels.get(channel);
    if (!found) return refused('CHANNEL_UNKNOWN', channel);
    const guarded: Guarded[Name] | undefined = found.operations[operation];
    return guarded ? done(guarded) : refused('CHANNEL_CANNOT', `${channel} ${operation}`);
  }

  sells(channel: string, product: ChannelProduct): boolean {
    return this.#channels.get(channel)?.plugin.products.includes(product) ?? false;
  }

  /** For the masked view of this channel's exchanges. */
  sensitiveOf(channel: string): readonly string[] {
    return this.#channels.get(channel)?.plugin.sensitive ?? [];
  }

  /** What every channel can do, as data. */
  capabilities(): readonly ChannelCapability[] {
    return [...this.#channels.values()].map(({ plugin: { channel, products, can } }) => ({ channel, products, can }));
  }
}
