import type { FactContract } from '@meridian/contracts/contract';
import type { Transaction } from '../../domain/transaction';

/** How one published fact becomes a transaction; null when no money moved. */
export interface TransactionProjection {
  readonly contract: FactContract<object>;
  read(data: object): Transaction | null;
}

/** @param read gets what the consumer has checked against the contract. */
export const transactionProjection = <Data extends object>(
  contract: FactContract<Data>,
  read: (data: Data) => Transaction | null,
): TransactionProjection => ({ contract, read: (data) => read(data as Data) });
