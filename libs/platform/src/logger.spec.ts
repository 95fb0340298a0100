import { Logger as Nest } from '@nestjs/common';
import { createLogger, NestLogger } from './logger';
import { inTrace, newTrace, traceIdOf } from './trace';

const ID_NO = '11010519491231002X';
const CANARY = 'canary-7f3a';

function listen(level = 'debug') {
  const lines: string[] = [];
  const logger = createLogger('order', level, { write: (line) => void lines.push(line) });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

it('writes one JSON line with the app, the time and the trace', () => {
  const { logger, lines, last } = listen();
  const trace = newTrace();
  inTrace(trace, () => logger.info({ orderNo: '01261122000000001A' }, 'request'));
  expect(lines).toHaveLength(1);
  expect(last()).toMatchObject({ app: 'order', msg: 'request', orderNo: '01261122000000001A', traceId: traceIdOf(trace) });
  logger.info('outside');
  expect(last()).not.toHaveProperty('traceId');
});

it.each([
  'name',
  'idNo',
  'certno',
  'psn_name',
  'mdtrt_cert_no',
  'openid',
  'phone',
  'authorization',
  'secret',
  'password',
  'token',
  'cookie',
])('hides %s, at any depth', (member) => {
  const { logger, lines } = listen();
  logger.info({ [member]: CANARY }, 'one');
  logger.info({ patient: { [member]: CANARY } }, 'two');
  logger.info({ request: { headers: { [member]: CANARY } } }, 'three');
  expect(lines.join('')).not.toContain(CANARY);
  expect(lines.join('').match(/\*\*\*/g)).toHaveLength(3);
});

it('hides an ID card number wherever it stands, and leaves our own numbers alone', () => {
  const { logger, lines } = listen();
  logger.warn({ heard: `psn ${ID_NO} not insured`, deep: [{ text: ID_NO.toLowerCase() }] }, `no such person ${ID_NO}`);
  logger.error({ err: new Error(`person ${ID_NO} unknown`) }, 'failed');
  expect(lines.join('')).not.toMatch(/11010519491231002x/i);
  logger.info(
    { orderNo: '01261122000000001A', outTradeNo: '01261122000000001A1101', messageNo: 'H45020000001202611221000005001' },
    'numbers',
  );
  expect(lines.join('')).toContain('01261122000000001A1101');
  expect(lines.join('')).toContain('H45020000001202611221000005001');
});

it('logs an error without the row or the text it quotes', () => {
  const { logger, lines, last } = listen();
  const unique = Object.assign(new Error('duplicate key value violates unique constraint'), {
    code: '23505',
    detail: `Key (name)=(${CANARY}) already exists.`,
    parameters: [CANARY],
  });
  logger.error({ err: unique }, 'failed');
  expect(last()).toMatchObject({ err: { type: 'Error', code: '23505', message: unique.message, stack: expect.stringContaining('at ') } });
  try {
    JSON.parse(`${CANARY} is no JSON`);
  } catch (error) {
    logger.error({ err: error }, 'failed');
    expect(last()).toMatchObject({ err: { type: 'SyntaxError' } });
  }
  logger.error({ err: CANARY }, 'failed');
  expect(lines.join('')).not.toContain(CANARY);
});

it('takes the lines of Nest, thrown errors without what they quote', () => {
  const { logger, lines, last } = listen('warn');
  Nest.overrideLogger(new NestLogger(logger));
  const nest = new Nest('order.create-order.v1');
  nest.log('chatter');
  expect(lines).toHaveLength(0);
  nest.warn('careful');
  expect(last()).toMatchObject({ msg: 'careful', context: 'order.create-order.v1' });
  try {
    JSON.parse(CANARY);
  } catch (error) {
    nest.error(error);
    expect(last()).toMatchObject({ context: 'order.create-order.v1', err: { type: 'SyntaxError', stack: expect.stringContaining('at ') } });
  }
  const quoting = new Error(CANARY);
  nest.error('a provider failed', quoting.stack);
  expect(last()).toMatchObject({ msg: 'a provider failed', stack: expect.stringContaining('at ') });
  expect(lines.join('')).not.toContain(CANARY);
  Nest.overrideLogger(false);
});
