import type { HisOperations } from '@meridian/his-kit/port';
import { HisSystems } from '@meridian/his-kit/registry';
import type { Arm } from '@meridian/kernel/arm';
import { evidenceOf } from '@meridian/platform/engine/evidence';
import type { Evidence } from '@meridian/platform/engine/types';
import type { CallOptions, Guarded } from '@meridian/plugin-kit/wrapper';
import { Injectable } from '@nestjs/common';

type Ask<Name extends keyof HisOperations> = Parameters<HisOperations[Name]>[0];
type Answer<Name extends keyof HisOperations> = Awaited<ReturnType<HisOperations[Name]>> extends Arm<infer T> ? T : never;

/** The hospital's HIS, whichever plug-in speaks to it. */
@Injectable()
export class Hospital {
  constructor(
    private readonly name: string,
    private readonly systems: HisSystems,
  ) {}

  async say<Name extends keyof HisOperations>(
    operation: Name,
    request: Ask<Name>,
    options: CallOptions,
  ): Promise<{ answer: Arm<Answer<Name>>; exchanges: Evidence[] }> {
    const found = this.systems.find(this.name, operation);
    if (!found.ok) throw new Error(`the HIS cannot ${operation}`);
    const guarded = await (found.value as unknown as (request: Ask<Name>, options: CallOptions) => Promise<Guarded<Answer<Name>>>)(
      request,
      options,
    );
    return { answer: guarded.answer, exchanges: evidenceOf(operation, guarded, this.systems.sensitiveOf(this.name)) };
  }
}
