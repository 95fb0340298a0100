import { CELLS, holesIn, nameOf, ROWS } from './cells';
import { MOMENTS } from './moments';

const registered = (): Record<string, string[]> => {
  const kinds: Record<string, string[]> = {};
  for (const { service, kind } of ROWS) kinds[service] = [...new Set([...(kinds[service] ?? []), kind])];
  return kinds;
};

it('has no hole for what it knows', () => {
  expect(holesIn(registered())).toEqual([]);
});

it('finds a kind of call that no cell kills', () => {
  const kinds = registered();
  kinds.payment?.push('channel.transfer');
  expect(holesIn(kinds)).toEqual(['payment makes channel.transfer, and no cell kills it there']);
});

it('finds a cell of a kind that is made no more', () => {
  const kinds = registered();
  kinds.order = (kinds.order ?? []).filter((kind) => kind !== 'his.lock');
  expect(holesIn(kinds)).toEqual(['the matrix has his.lock, and order does not make it']);
});

it('dies at every moment of every kind, but for what cannot happen', () => {
  const kinds = new Set(ROWS.map((row) => row.kind));
  for (const kind of kinds) {
    const moments = new Set(CELLS.filter((cell) => cell.kind === kind).map((cell) => cell.moment));
    expect([kind, MOMENTS.filter((moment) => !moments.has(moment))]).toEqual([kind, kind === 'timer.expire' ? ['after-send'] : []]);
  }
});

it('gives every cell a name of its own', () => {
  expect(new Set(CELLS.map(nameOf)).size).toBe(CELLS.length);
});
