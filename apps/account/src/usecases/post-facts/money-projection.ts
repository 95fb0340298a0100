import type { FactContract } from '@meridian/contracts/contract';
import type { MoneyFact } from '../../domain/money-fact';

/** How one published fact is read as a fact of the ledger. */
export interface MoneyProjection {
  readonly contract: FactContract<object>;
  read(data: object): MoneyFact;
}

/** @param read gets what the consumer has checked against the contract. */
export const moneyProjection = <Data extends object>(contract: FactContract<Data>, read: (data: Data) => MoneyFact): MoneyProjection => ({
  contract,
  read: (data) => read(data as Data),
});
