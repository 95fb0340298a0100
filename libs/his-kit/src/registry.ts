import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { type GuardDeps, type GuardedOperations, guard } from '@meridian/plugin-kit/wrapper';
import type { HisOperation, HisOperations } from './port';

/** Any HIS, whatever it declares. */
export interface AnyHis {
  readonly his: string;
  readonly can: readonly HisOperation[];
  readonly sensitive: readonly string[];
  readonly operations: Partial<HisOperations>;
}

/** One row of the capability matrix. */
export interface HisCapability {
  readonly his: string;
  readonly can: readonly HisOperation[];
}

/** Only new business rests while a HIS is sick; finishing what was paid, asking and taking back goes out always. */
export const ALWAYS_TRY: readonly HisOperation[] = ['unlock', 'confirm', 'queryConfirm', 'cancel', 'hold', 'bookRefund'];

type Guarded = GuardedOperations<HisOperations>;

/** The HIS connections of a process, by name, each behind the generic wrapper. @throws when two plug-ins share a name. */
export class HisSystems {
  readonly #systems = new Map<string, { readonly plugin: AnyHis; readonly operations: Partial<Guarded> }>();

  constructor(plugins: readonly AnyHis[], deps: GuardDeps) {
    for (const plugin of plugins) {
      if (this.#systems.has(plugin.his)) throw new Error(`two plug-ins call themselves ${plugin.his}`);
      const operations = guard({ name: plugin.his, operations: plugin.operations as HisOperations }, {
        alwaysTry: ALWAYS_TRY,
        ...deps,
      } as GuardDeps<HisOperation>);
      this.#systems.set(plugin.his, { plugin, operations });
    }
  }

  /** The guarded operation, or why there is none. Ask before writing an intent. */
  find<Name extends HisOperation>(his: string, operation: Name): Outcome<Guarded[Name], 'HIS_UNKNOWN' | 'HIS_CANNOT'> {
    const found = this.#systems.get(his);
    if (!found) return refused('HIS_UNKNOWN', his);
    const guarded: Guarded[Name] | undefined = found.operations[operation];
    return guarded ? done(guarded) : refused('HIS_CANNOT', `${his} ${operation}`);
  }

  /** For the masked view of this HIS's exchanges. */
  sensitiveOf(his: string): readonly string[] {
    return this.#systems.get(his)?.plugin.sensitive ?? [];
  }

  /** What every HIS can do, as data. */
  capabilities(): readonly HisCapability[] {
    return [...this.#systems.values()].map(({ plugin: { his, can } }) => ({ his, can }));
  }
}
