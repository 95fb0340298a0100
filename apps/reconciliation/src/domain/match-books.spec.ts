import {
  AT,
  collectionNo,
  DAY,
  expectation,
  messageNo,
  OURS,
  orderNo,
  outTradeNo,
  payment,
  refund,
  row,
  verdicts,
} from '../testing/books.fixture';
import { reportOf } from './day-report';
import { matchBooks } from './match-books';

describe('one number', () => {
  it('matches where both sides say the same', () => {
    expect(verdicts([expectation('must', payment)], [row(payment)])).toEqual([['matched'], ['matched']]);
  });

  it('is missing there, missing here, or foreign', () => {
    expect(verdicts([expectation('must', payment)], [])).toEqual([['missing-there'], []]);
    expect(verdicts([], [row(payment)])).toEqual([[], ['missing-here']]);
    expect(verdicts([], [row(['wechat', 'payment', 'POS20261122000001'])])).toEqual([[], ['foreign']]);
    expect(verdicts([], [row(['wechat', 'payment', `02${outTradeNo.slice(2)}`])])).toEqual([[], ['foreign']]);
  });

  it('differs in its amount, or in a part that both sides name', () => {
    expect(verdicts([expectation('must', payment)], [row(payment, 99)])).toEqual([['amount'], ['amount']]);
    const settlement = expectation('must', ['insurer', 'settlement', 'S1'], 100, { parts: { fundFen: 60, cashFen: 40, mutualAidFen: 0 } });
    const line = (parts: Record<string, number>) => row(['insurer', 'settlement', messageNo], 100, { reference: 'S1', parts });
    expect(verdicts([settlement], [line({ fundFen: 60, cashFen: 40 })])).toEqual([['matched'], ['matched']]);
    expect(verdicts([settlement], [line({ fundFen: 61, cashFen: 39 })])).toEqual([['amount'], ['amount']]);
  });

  it('that stands twice matches once; the one that agrees wins', () => {
    expect(verdicts([expectation('must', payment)], [row(payment, 99), row(payment)])).toEqual([['matched'], ['duplicate', 'matched']]);
  });

  it('is not answered by a line of another kind or of another party', () => {
    expect(verdicts([expectation('must', payment)], [row(['wechat', 'refund', outTradeNo])])).toEqual([
      ['missing-there'],
      ['missing-here'],
    ]);
    expect(verdicts([expectation('must', payment)], [row(['his', 'confirm', outTradeNo])])).toEqual([['missing-there'], ['missing-here']]);
  });
});

describe('refunds under way', () => {
  const committed = () => expectation('may', ['wechat', 'refund', outTradeNo]);

  it('are explained when they show, and not missed when they do not', () => {
    expect(verdicts([committed()], [row(refund, 100, { of: outTradeNo, state: 'PROCESSING' })])).toEqual([['matched'], ['matched']]);
    expect(verdicts([committed()], [])).toEqual([['idle'], []]);
    expect(verdicts([committed()], [row(refund, 99, { of: outTradeNo })])).toEqual([['idle'], ['missing-here']]);
  });

  it('leave the line to the refund that succeeded', () => {
    const lines = [row(refund, 100, { of: outTradeNo })];
    expect(verdicts([committed(), expectation('must', refund)], lines)).toEqual([['idle', 'matched'], ['matched']]);
  });

  it('that were closed have moved nothing', () => {
    const lines = [row(refund, 100, { of: outTradeNo, state: 'CLOSED' })];
    expect(verdicts([expectation('must', refund)], lines)).toEqual([['missing-there'], ['void']]);
  });
});

describe('money that may not come', () => {
  it('is missing here, and the report says that it came too late', () => {
    const dead = expectation('may-not', ['wechat', 'payment', collectionNo], 0);
    expect(verdicts([dead], [row(payment)])).toEqual([['idle'], ['missing-here']]);
    expect(reportOf(DAY, matchBooks([dead], [row(payment)], OURS))).toMatchObject({
      expected: 0,
      differences: [{ kind: 'missing-here', reference: outTradeNo, note: expect.stringContaining('ended') }],
    });
  });

  it('is an ordinary match once its capture is known', () => {
    const dead = expectation('may-not', ['wechat', 'payment', collectionNo], 0);
    expect(verdicts([dead, expectation('must', payment)], [row(payment)])).toEqual([['idle', 'matched'], ['matched']]);
  });
});

describe('what was revoked by message id', () => {
  const net = () => expectation('must-net-zero', ['insurer', 'settlement', messageNo], 0);
  const settled = row(['insurer', 'settlement', messageNo], 100, { reference: 'S1' });
  const mirror = row(['insurer', 'reversal', 'H45020000001202611221000005002'], 100, { reference: 'S2', of: messageNo });

  it('comes to nothing: no line at all, or a line and its mirror', () => {
    expect(verdicts([net()], [])).toEqual([['matched'], []]);
    expect(verdicts([net()], [settled, mirror])).toEqual([['matched'], ['matched', 'matched']]);
  });

  it('still stands: somebody has to look', () => {
    expect(verdicts([net()], [settled])).toEqual([['amount'], ['missing-here']]);
  });

  it('counts lines that another expectation has explained', () => {
    expect(verdicts([net(), expectation('must', ['insurer', 'settlement', 'S1'])], [settled])).toEqual([
      ['amount', 'matched'],
      ['matched'],
    ]);
  });
});

describe('lines of the insurer and the HIS', () => {
  it('match by the number the table of expectations names', () => {
    const mirror = row(['insurer', 'reversal', 'H45020000001202611221000005002'], 100, { of: messageNo });
    expect(verdicts([expectation('must', ['insurer', 'reversal', messageNo])], [mirror])).toEqual([['matched'], ['matched']]);
    const receipt = row(['his', 'confirm', orderNo], 100, { reference: 'R1' });
    expect(verdicts([expectation('must', ['his', 'confirm', 'R1'])], [receipt])).toEqual([['matched'], ['matched']]);
  });

  it('are foreign when the window wrote them', () => {
    expect(verdicts([], [row(['insurer', 'settlement', 'H45020000001202611221000000001'])])).toEqual([[], ['foreign']]);
    expect(verdicts([], [row(['insurer', 'settlement', messageNo])])).toEqual([[], ['missing-here']]);
    expect(verdicts([], [row(['his', 'confirm', 'WINDOW-7'])])).toEqual([[], ['foreign']]);
  });

  it('void a confirm that was cancelled', () => {
    expect(verdicts([], [row(['his', 'confirm', orderNo], 100, { state: 'CANCELLED' })])).toEqual([[], ['void']]);
  });
});

describe('a day', () => {
  const yesterday = '2026-11-21';

  it('takes a line of the day before for its expectation, and leaves that day its own', () => {
    const early = row(refund, 100, { day: yesterday, at: AT - 86_400_000 });
    const matching = matchBooks([expectation('must', refund)], [early, row(payment, 5, { day: yesterday })], OURS);
    expect(reportOf(DAY, matching)).toEqual({ expected: 1, matched: 1, differences: [], foreign: 0 });
    expect(reportOf(yesterday, matching)).toMatchObject({ expected: 0, matched: 0, differences: [{ kind: 'missing-here' }] });
  });
});
