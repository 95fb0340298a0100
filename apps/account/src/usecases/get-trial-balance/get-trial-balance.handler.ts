import {
  type GetTrialBalanceReply,
  type GetTrialBalanceRequest,
  getTrialBalance,
} from '@meridian/contracts/account/get-trial-balance.contract';
import { done, type Outcome } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { classOf } from '../../domain/chart';
import { LedgerReader } from '../../storage/ledger.reader';

@Controller()
export class GetTrialBalanceHandler {
  constructor(private readonly ledger: LedgerReader) {}

  @Answers(getTrialBalance)
  async answer({ hospitalId, orderNo }: GetTrialBalanceRequest): Promise<Outcome<GetTrialBalanceReply>> {
    const { transfers, balances } = await this.ledger.balances(hospitalId, orderNo);
    const accounts = balances.map(({ account, balanceFen }) => ({ account, kind: classOf(account), balanceFen }));
    return done({ balanced: accounts.reduce((sum, { balanceFen }) => sum + balanceFen, 0) === 0, transfers, accounts });
  }
}
