import type { FactContract } from '@meridian/contracts/contract';
import type { SplitMessage } from '@meridian/contracts/shared/split.message';
import type { Expectation } from '../../domain/expectation';

/** What a fact says of one expectation; its number, its order and its day are the same for every fact. */
export type Expected = Pick<Expectation, 'kind' | 'side' | 'entry' | 'reference' | 'amountFen' | 'at'> &
  Partial<Pick<Expectation, 'parts'>>;

/** What every fact of an order carries. */
export interface OfOrder {
  readonly orderNo: string;
  readonly hospitalId: string;
}

/** One row of the table in settlement.md part 4: a fact and what it makes us expect. */
export interface ExpectationProjection {
  readonly contract: FactContract<OfOrder>;
  expect(data: OfOrder): readonly Expected[];
}

/** @param expect gets what the consumer has checked against the contract. */
export const expectationProjection = <Data extends OfOrder>(
  contract: FactContract<Data>,
  expect: (data: Data) => readonly Expected[],
): ExpectationProjection => ({ contract, expect: (data) => expect(data as Data) });

/** The parts of a split that the insurer's and the HIS's lines name as well. */
export const partsOf = ({ totalFen: _total, ...parts }: SplitMessage): Readonly<Record<string, number>> => ({ ...parts });
