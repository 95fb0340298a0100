import { renameSync, writeFileSync } from 'node:fs';
import { armFile, struckFile } from '../files';
import { ANY_ORDER, type Moment } from '../moments';

/** Ends this process with SIGKILL where a drill has armed that very moment. */
export class Striker {
  constructor(
    private readonly folder: string,
    private readonly service: string,
  ) {}

  /** Does not return when it strikes. */
  at(moment: Moment, kind: string, orderNo: string): void {
    if (this.takes(moment, kind, orderNo)) this.die();
  }

  /** The bytes given to the socket leave before the next turn of the loop ends: dies then. */
  soonAt(moment: Moment, kind: string, orderNo: string): void {
    if (this.takes(moment, kind, orderNo)) setImmediate(() => setImmediate(() => this.die()));
  }

  private takes(moment: Moment, kind: string, orderNo: string): boolean {
    return [orderNo, ANY_ORDER].some((armedFor) => {
      const strike = { service: this.service, kind, moment, orderNo: armedFor };
      try {
        renameSync(armFile(this.folder, strike), struckFile(this.folder, strike));
      } catch {
        return false; // nothing is armed here
      }
      writeFileSync(struckFile(this.folder, strike), String(Date.now()));
      return true;
    });
  }

  private die(): never {
    process.kill(process.pid, 'SIGKILL');
    for (;;); // not one more line of the product
  }
}
