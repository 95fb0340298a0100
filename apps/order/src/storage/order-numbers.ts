import { businessDay, Clock } from '@meridian/kernel/clock';
import { orderNoOf } from '@meridian/kernel/ids';
import { Database, statement } from '@meridian/platform/storage/database';
import { Injectable } from '@nestjs/common';

const BLOCK = statement('order-numbers', "SELECT nextval('order_number')::text AS number FROM generate_series(1, 20)");

/** Order numbers: shard, business day, durable sequence. A lost block only leaves a gap. */
@Injectable()
export class OrderNumbers {
  private block: string[] = [];

  constructor(
    private readonly shard: string,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async next(): Promise<string> {
    let number = this.block.shift();
    while (number === undefined) {
      this.block.push(...(await this.database.rows<{ number: string }>(BLOCK)).map((row) => row.number));
      number = this.block.shift();
    }
    return orderNoOf(this.shard, businessDay(this.clock.now()), BigInt(number));
  }
}
