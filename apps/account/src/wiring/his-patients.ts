import { randomBytes, randomUUID } from 'node:crypto';
import type { HisOperations, HisPatient } from '@meridian/his-kit/port';
import type { Clock } from '@meridian/kernel/clock';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import type { Logger } from '@meridian/platform/logger';
import { outsideCalls } from '@meridian/platform/observe/outside-calls';
import { currentTrace } from '@meridian/platform/trace';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import { type GuardedOperations, guard } from '@meridian/plugin-kit/wrapper';
import type { OnModuleDestroy } from '@nestjs/common';
import { PatientDirectory } from '../usecases/ports';

/** The HIS gets no longer than this, and always less than the asker still waits. */
const TIMEOUT_MS = 2500;
const MARGIN_MS = 200;

/** Any HIS plug-in that can find a patient. */
interface PatientFinder {
  readonly his: string;
  readonly operations: Pick<HisOperations, 'findPatient'>;
}

/** The patient records of a HIS plug-in. A question without effect: it is asked once, and silence is the answer then. */
export class HisPatients extends PatientDirectory implements OnModuleDestroy {
  private readonly http: HttpWire;
  private readonly operations: GuardedOperations<Pick<HisOperations, 'findPatient'>>;

  constructor({ his, operations }: PatientFinder, clock: Clock, logger: Logger) {
    super();
    const outside = outsideCalls(logger);
    this.http = new HttpWire(clock);
    this.operations = guard(
      { name: his, operations: { findPatient: operations.findPatient } },
      {
        http: this.http,
        clock,
        nonce: () => randomBytes(16).toString('hex'),
        observe: (seen) => {
          outside(seen);
          const { fault: _logged, ...line } = seen;
          logger.info(line, 'asked the HIS');
        },
      },
    );
  }

  async find(
    person: { readonly name: string; readonly idNo: string },
    deadlineAt: number,
  ): Promise<Outcome<HisPatient, 'PATIENT_UNKNOWN' | 'HIS_REFUSED' | 'HIS_SILENT'>> {
    const trace = currentTrace();
    const { answer } = await this.operations.findPatient(person, {
      requestNo: randomUUID(),
      timeoutMs: TIMEOUT_MS,
      deadlineAt: performance.now() + (deadlineAt - Date.now()) - MARGIN_MS,
      ...(trace === undefined ? {} : { traceparent: trace }),
    });
    if (answer.arm === 'accepted') return done(answer.value);
    if (answer.arm === 'silent') return refused('HIS_SILENT');
    return answer.code === 'PATIENT_UNKNOWN' ? refused('PATIENT_UNKNOWN') : refused('HIS_REFUSED', answer.code);
  }

  onModuleDestroy(): Promise<void> {
    return this.http.close();
  }
}
