import type { Instant } from '@meridian/kernel/clock';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { type GuardDeps, type GuardedOperations, guard } from '@meridian/plugin-kit/wrapper';
import type { InsurerOperation, InsurerOperations, InsurerProfile } from './port';

/** Any insurer, whatever it declares. */
export interface AnyInsurer {
  readonly insurer: string;
  readonly can: readonly InsurerOperation[];
  readonly profile: InsurerProfile;
  readonly sensitive: readonly string[];
  messageNo(at: Instant, sequence: number): string;
  readonly operations: Partial<InsurerOperations>;
}

/** One row of the capability matrix. */
export interface InsurerCapability {
  readonly insurer: string;
  readonly can: readonly InsurerOperation[];
  readonly profile: InsurerProfile;
}

/** Only new settlements rest while a centre is sick; asking about one and taking one back goes out always. */
export const ALWAYS_TRY: readonly InsurerOperation[] = ['reverse', 'findSettlement', 'revokeSettle'];

type Guarded = GuardedOperations<InsurerOperations>;

/** The insurers of a process, by name, each behind the generic wrapper. @throws when two plug-ins share a name. */
export class Insurers {
  readonly #insurers = new Map<string, { readonly plugin: AnyInsurer; readonly operations: Partial<Guarded> }>();

  constructor(plugins: readonly AnyInsurer[], deps: GuardDeps) {
    for (const plugin of plugins) {
      if (this.#insurers.has(plugin.insurer)) throw new Error(`two plug-ins call themselves ${plugin.insurer}`);
      const operations = guard({ name: plugin.insurer, operations: plugin.operations as InsurerOperations }, {
        alwaysTry: ALWAYS_TRY,
        ...deps,
      } as GuardDeps<InsurerOperation>);
      this.#insurers.set(plugin.insurer, { plugin, operations });
    }
  }

  /** The guarded operation, or why there is none. Ask before writing an intent. */
  find<Name extends InsurerOperation>(insurer: string, operation: Name): Outcome<Guarded[Name], 'INSURER_UNKNOWN' | 'INSURER_CANNOT'> {
    const found = this.#insurers.get(insurer);
    if (!found) return refused('INSURER_UNKNOWN', insurer);
    const guarded: Guarded[Name] | undefined = found.operations[operation];
    return guarded ? done(guarded) : refused('INSURER_CANNOT', `${insurer} ${operation}`);
  }

  /** The plug-in itself, for its profile and its message ids; undefined when there is none of the name. */
  plugin(insurer: string): AnyInsurer | undefined {
    return this.#insurers.get(insurer)?.plugin;
  }

  /** For the masked view of this insurer's exchanges. */
  sensitiveOf(insurer: string): readonly string[] {
    return this.#insurers.get(insurer)?.plugin.sensitive ?? [];
  }

  /** What every insurer can do, as data. */
  capabilities(): readonly InsurerCapability[] {
    return [...this.#insurers.values()].map(({ plugin: { insurer, can, profile } }) => ({ insurer, can, profile }));
  }
}
