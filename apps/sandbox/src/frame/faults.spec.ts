import { Faults } from './faults';

const rule = { party: 'wechat', operation: 'close', kind: 'delay' } as const;

it('is used up by as many calls as it says, one when it does not say', () => {
  const faults = new Faults();
  faults.add({ ...rule, id: 'twice', times: 2 });
  faults.add(rule);
  expect([1, 2, 3, 4].map(() => faults.take('wechat', 'close', '')?.id)).toEqual(['twice', 'twice', 'fault-2', undefined]);
  expect(faults.list()).toEqual([]);
  expect(faults.fired().map(({ id }) => id)).toEqual(['twice', 'twice', 'fault-2']);
});

it('fits by party, operation and text', () => {
  const faults = new Faults();
  faults.add({ ...rule, match: 'M-7' });
  expect(faults.take('his', 'close', 'M-7')).toBeNull();
  expect(faults.take('wechat', 'query', 'M-7')).toBeNull();
  expect(faults.take('wechat', 'close', 'M-8')).toBeNull();
  expect(faults.take('wechat', 'close', 'POST /x\n{"no":"M-7"}')).toMatchObject({ kind: 'delay', times: 0 });
});

it('covers any operation by *, and a family by the part before the dot', () => {
  const faults = new Faults();
  faults.add({ ...rule, operation: '*' });
  expect(faults.take('wechat', 'anything', '')).not.toBeNull();
  faults.add({ ...rule, operation: 'callback' });
  expect(faults.take('wechat', 'callbacks', '')).toBeNull();
  expect(faults.take('wechat', 'callback.refund', '')).not.toBeNull();
});

it('leaves alone the kinds that were not asked for', () => {
  const faults = new Faults();
  faults.add({ ...rule, kind: 'own' });
  faults.add(rule);
  expect(faults.take('wechat', 'close', '', ['delay'])?.kind).toBe('delay');
  expect(faults.list().map(({ kind }) => kind)).toEqual(['own']);
});

it('replaces a rule of the same id, removes by id and clears', () => {
  const faults = new Faults();
  faults.add({ ...rule, id: 'a' });
  faults.add({ ...rule, id: 'a', kind: 'refuse' });
  expect(faults.list().map(({ kind }) => kind)).toEqual(['refuse']);
  expect([faults.remove('a'), faults.remove('a')]).toEqual([true, false]);
  faults.add(rule);
  faults.clear();
  expect(faults.list()).toEqual([]);
});
