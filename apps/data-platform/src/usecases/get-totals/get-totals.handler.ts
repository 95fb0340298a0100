import { type GetTotalsReply, type GetTotalsRequest, getTotals } from '@meridian/contracts/data-platform/get-totals.contract';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { TransactionReader } from '../../storage/transaction.reader';
import { isPeriod } from './period';

@Controller()
export class GetTotalsHandler {
  constructor(private readonly transactions: TransactionReader) {}

  @Answers(getTotals)
  async answer({ from, to }: GetTotalsRequest): Promise<Outcome<GetTotalsReply>> {
    if (!isPeriod(from, to)) return refused('DAY_INVALID');
    return done({ totals: await this.transactions.totals(from, to) });
  }
}
