import { readArgs } from './args';

it('everything has a value without being told', () => {
  expect(readArgs([])).toMatchObject({
    rows: ['mixed', 'mixed-registered', 'growth'],
    seconds: 20,
    seed: '1',
    json: undefined,
    profile: undefined,
    growthMax: false,
  });
});

it('takes what it is told', () => {
  const told = ['--rows', 'growth,mixed', '--seconds', '2.5', '--seed', 'x', '--json', 'a.json', '--profile', 'p', '--growth-max'];
  expect(readArgs(told)).toMatchObject({
    rows: ['growth', 'mixed'],
    seconds: 2.5,
    seed: 'x',
    json: 'a.json',
    profile: 'p',
    growthMax: true,
  });
});

it.each([[['--rows', 'mixd']], [['--rows', '']], [['--seconds', '0']], [['--seconds', 'long']], [['--what']], [['mixed']]])(
  '%j is answered with the usage',
  (args) => {
    expect(() => readArgs(args)).toThrow('--rows a,b');
  },
);
