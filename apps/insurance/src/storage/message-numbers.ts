import { Insurers } from '@meridian/insurer-kit/registry';
import { Clock } from '@meridian/kernel/clock';
import { Database, statement } from '@meridian/platform/storage/database';
import { Injectable } from '@nestjs/common';

// nextval costs no commit; a block saves a round trip a message. A lost block only leaves a gap.
const BLOCK = statement('message-numbers', "SELECT nextval('message_number')::text AS number FROM generate_series(1, 20)");

/** Message ids of the centre: unique in the institution, durable, given before the send. */
@Injectable()
export class MessageNumbers {
  private block: number[] = [];

  constructor(
    private readonly database: Database,
    private readonly insurers: Insurers,
    private readonly clock: Clock,
  ) {}

  async next(insurer: string): Promise<string> {
    const plugin = this.insurers.plugin(insurer);
    if (!plugin) throw new Error(`no insurer ${insurer}`);
    let number = this.block.shift();
    while (number === undefined) {
      const rows = await this.database.rows<{ number: string }>(BLOCK);
      this.block.push(...rows.map((row) => Number(row.number)));
      number = this.block.shift();
    }
    return plugin.messageNo(this.clock.now(), number);
  }
}
