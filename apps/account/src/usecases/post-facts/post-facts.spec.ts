import type { FactContract, FactEnvelope } from '@meridian/contracts/contract';
import { orderFacts } from '@meridian/testing/order-facts';
import { Logger } from '@nestjs/common';
import type { FactPosting, LedgerStore } from '../../storage/ledger.store';
import { PostFacts } from './post-facts.usecase';

const AT = Date.parse('2026-11-22T10:00:00+08:00');

// The alarms of the facts set aside are expected here.
beforeAll(() => Logger.overrideLogger(false));

/** Runs the listener over facts and gives back what it would post. */
async function posted(facts: readonly FactEnvelope[]): Promise<readonly FactPosting[]> {
  const postings: FactPosting[] = [];
  const ledger: Pick<LedgerStore, 'append'> = {
    append: async (all) => {
      postings.push(...all);
      return [];
    },
  };
  const listener = new PostFacts(ledger as LedgerStore, { now: () => AT });
  const contractOf = ({ type }: FactEnvelope) => listener.facts.find(({ subject }) => subject === type) as FactContract<object>;
  await listener.take(facts.map((fact) => ({ ...fact, contract: contractOf(fact) })));
  return postings;
}

it('reads every money fact of the contracts', async () => {
  const kinds = (await posted(orderFacts(1, AT))).map(({ transfers }) => transfers[0]?.txnKey.slice(0, 4));
  expect(kinds).toEqual(['ins:', 'cap:', 'his:', 'hir:', 'rev:', 'rfi:', 'rfd:']);
});

it('sets aside a fact whose split misses its total, and posts the rest of the batch', async () => {
  const [insured, captured, confirmed] = orderFacts(1, AT) as [FactEnvelope, FactEnvelope, FactEnvelope];
  const broken = { ...confirmed, data: { ...confirmed.data, split: { ...(confirmed.data as { split: object }).split, totalFen: 1 } } };
  expect((await posted([insured, broken, captured])).map(({ factId }) => factId)).toEqual([insured.id, captured.id]);
});
