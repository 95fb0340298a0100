import { join } from 'node:path';
import { brokenArrows, ROOT } from './checkers';
import { plant } from './testing/temporary-tree';

jest.setTimeout(120_000);

const project = (name: string, more: object = {}) => JSON.stringify({ name: `@meridian/${name}`, ...more });
const code = 'export const it = 1;';
const imports = (...from: string[]) => from.map((one) => `import '${one}';`).join('\n');

/** One of everything, with every arrow that is allowed drawn once. */
const sound = {
  'package.json': JSON.stringify({ dependencies: { pg: '1', typeorm: '1', nats: '1' }, devDependencies: { ajv: '1' } }),
  ...Object.fromEntries(
    ['pg', 'typeorm', 'nats', 'ajv', 'phantom'].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'main.js' })],
      [`node_modules/${name}/main.js`, ''],
    ]),
  ),
  'libs/kernel/package.json': project('kernel'),
  'libs/kernel/src/fen.ts': code,
  'libs/plugin-kit/package.json': project('plugin-kit'),
  'libs/plugin-kit/src/wire.ts': imports('@meridian/kernel/fen'),
  'libs/plugin-kit/src/conformance/suite.ts': code,
  'libs/channel-kit/package.json': project('channel-kit'),
  'libs/channel-kit/src/port.ts': imports('@meridian/kernel/fen', '@meridian/plugin-kit/wire'),
  'libs/channel-kit/src/conformance.ts': imports('@meridian/plugin-kit/conformance/suite'),
  'libs/insurer-kit/package.json': project('insurer-kit'),
  'libs/insurer-kit/src/port.ts': imports('@meridian/plugin-kit/wire'),
  'libs/his-kit/package.json': project('his-kit'),
  'libs/his-kit/src/port.ts': imports('@meridian/plugin-kit/wire'),
  'libs/channels/wechat/package.json': project('channel-wechat'),
  'libs/channels/wechat/src/plugin.ts': imports('@meridian/channel-kit/port', '@meridian/plugin-kit/wire', '@meridian/kernel/fen'),
  'libs/channels/wechat/src/conformance.spec.ts': imports('@meridian/channel-kit/conformance'),
  'libs/channels/alipay/package.json': project('channel-alipay'),
  'libs/channels/alipay/src/plugin.ts': imports('@meridian/channel-kit/port'),
  'libs/insurers/national/package.json': project('insurer-national'),
  'libs/insurers/national/src/plugin.ts': imports('@meridian/insurer-kit/port'),
  'libs/his/rest/package.json': project('his-rest'),
  'libs/his/rest/src/plugin.ts': imports('@meridian/his-kit/port'),
  'libs/contracts/package.json': project('contracts'),
  'libs/contracts/src/codes.ts': imports('@meridian/kernel/fen'),
  'libs/platform/package.json': project('platform'),
  'libs/platform/src/bus.ts': imports('@meridian/contracts/codes', '@meridian/kernel/fen', '@meridian/plugin-kit/wire', 'nats'),
  'libs/platform/src/storage/database.ts': imports('pg', 'typeorm'),
  'libs/gateway-kit/package.json': project('gateway-kit'),
  'libs/gateway-kit/src/problem.ts': imports('@meridian/contracts/codes', '@meridian/platform/bus', '@meridian/kernel/fen'),
  'libs/testing/package.json': project('testing'),
  'libs/testing/src/world.ts': imports('@meridian/platform/bus', '../../../tools/dev/start.mjs'),
  'tools/dev/package.json': project('dev'),
  'tools/dev/start.mjs': code,
  'tools/sim/package.json': project('sim'),
  'tools/sim/src/run.ts': imports('@meridian/kernel/fen', '../../dev/start.mjs', 'ajv'),
  'apps/order/package.json': project('order'),
  'apps/order/src/main.ts': imports(
    '@meridian/contracts/codes',
    '@meridian/platform/storage/database',
    '@meridian/his-kit/port',
    './domain/order',
  ),
  'apps/order/src/main.itest.ts': imports('@meridian/testing/world', 'ajv', 'node:fs'),
  'apps/order/src/domain/order.ts': imports('@meridian/kernel/fen', './split'),
  'apps/order/src/domain/split.ts': code,
  'apps/order/src/domain/order.spec.ts': imports('ajv', 'node:fs', '@meridian/testing/world'),
  'apps/order/src/wiring/his.ts': imports('@meridian/his-rest/plugin'),
  'apps/payment/package.json': project('payment'),
  'apps/payment/src/fee.ts': code,
  'apps/gateway-app/package.json': project('gateway-app'),
  'apps/gateway-app/src/main.ts': imports(
    '@meridian/gateway-kit/problem',
    '@meridian/contracts/codes',
    '@meridian/platform/bus',
    '@meridian/kernel/fen',
  ),
  'apps/sandbox/package.json': project('sandbox'),
  'apps/sandbox/src/main.ts': imports('node:http', './clock'),
  'apps/sandbox/src/clock.ts': code,
  'apps/journeys/package.json': project('journeys'),
  'apps/journeys/src/pay.journey.ts': imports('@meridian/testing/world', '@meridian/contracts/codes', '../../../tools/dev/start.mjs'),
};

/** One file a line: what it imports, and the rules that must answer, `rule → resolved target`. */
const planted: readonly (readonly [file: string, text: string, ...broken: string[]])[] = [
  [
    'libs/kernel/src/a.ts',
    imports('@meridian/contracts/codes'),
    'kernel-sees → libs/contracts/src/codes.ts',
    'kernel-is-alone → libs/contracts/src/codes.ts',
  ],
  ['libs/kernel/src/b.ts', imports('node:crypto'), 'kernel-is-alone → crypto'],
  ['libs/kernel/src/a.spec.ts', imports('@meridian/platform/bus'), 'kernel-tests-see → libs/platform/src/bus.ts'],
  ['libs/plugin-kit/src/a.ts', imports('@meridian/contracts/codes'), 'plugin-kit-sees → libs/contracts/src/codes.ts'],
  ['libs/plugin-kit/src/a.spec.ts', imports('@meridian/contracts/codes'), 'plugin-kit-tests-see → libs/contracts/src/codes.ts'],
  ['libs/channel-kit/src/a.ts', imports('@meridian/insurer-kit/port'), 'kit-sees → libs/insurer-kit/src/port.ts'],
  ['libs/his-kit/src/a.spec.ts', imports('@meridian/contracts/codes'), 'kit-tests-see → libs/contracts/src/codes.ts'],
  ['libs/channels/wechat/src/a.ts', imports('@meridian/insurer-kit/port'), 'channel-sees → libs/insurer-kit/src/port.ts'],
  ['libs/channels/wechat/src/b.ts', imports('@meridian/channel-alipay/plugin'), 'channel-sees → libs/channels/alipay/src/plugin.ts'],
  ['libs/channels/wechat/src/a.spec.ts', imports('../../../../apps/sandbox/src/clock'), 'channel-tests-see → apps/sandbox/src/clock.ts'],
  ['libs/insurers/national/src/a.ts', imports('@meridian/contracts/codes'), 'insurer-sees → libs/contracts/src/codes.ts'],
  ['libs/insurers/national/src/a.spec.ts', imports('@meridian/contracts/codes'), 'insurer-tests-see → libs/contracts/src/codes.ts'],
  ['libs/his/rest/src/a.ts', imports('@meridian/platform/bus'), 'his-sees → libs/platform/src/bus.ts'],
  ['libs/his/rest/src/a.spec.ts', imports('@meridian/platform/bus'), 'his-tests-see → libs/platform/src/bus.ts'],
  ['libs/contracts/src/a.ts', imports('@meridian/platform/bus'), 'contracts-sees → libs/platform/src/bus.ts'],
  ['libs/contracts/src/a.spec.ts', imports('@meridian/plugin-kit/wire'), 'contracts-tests-see → libs/plugin-kit/src/wire.ts'],
  ['libs/platform/src/a.ts', imports('@meridian/gateway-kit/problem'), 'platform-sees → libs/gateway-kit/src/problem.ts'],
  ['libs/platform/src/a.itest.ts', imports('@meridian/channel-kit/port'), 'platform-tests-see → libs/channel-kit/src/port.ts'],
  ['libs/gateway-kit/src/a.ts', imports('@meridian/channel-kit/port'), 'gateway-kit-sees → libs/channel-kit/src/port.ts'],
  ['libs/gateway-kit/src/a.spec.ts', imports('@meridian/channel-kit/port'), 'gateway-kit-tests-see → libs/channel-kit/src/port.ts'],
  ['libs/gateway-kit/src/b.ts', imports('pg'), 'gateway-has-no-database → node_modules/pg/main.js'],
  ['libs/testing/src/a.spec.ts', imports('../../../apps/payment/src/fee'), 'testing-tests-see → apps/payment/src/fee.ts'],
  ['libs/testing/src/b.ts', imports('@meridian/channel-wechat/plugin'), 'only-wiring-names-a-plug-in → libs/channels/wechat/src/plugin.ts'],
  ['libs/new/src/a.ts', imports('@meridian/kernel/fen'), 'every-project-has-arrows → libs/kernel/src/fen.ts'],
  ['tools/sim/src/a.ts', imports('../../../apps/payment/src/fee'), 'sim-sees → apps/payment/src/fee.ts'],
  ['tools/sim/src/a.spec.ts', imports('../../../apps/payment/src/fee'), 'sim-tests-see → apps/payment/src/fee.ts'],
  ['tools/dev/a.ts', imports('../../apps/payment/src/fee'), 'tool-sees → apps/payment/src/fee.ts'],
  ['tools/dev/a.spec.ts', imports('../../apps/payment/src/fee'), 'tool-tests-see → apps/payment/src/fee.ts'],
  ['apps/order/src/a.ts', imports('../../payment/src/fee'), 'service-sees → apps/payment/src/fee.ts'],
  ['apps/order/src/b.ts', imports('@meridian/gateway-kit/problem'), 'service-sees → libs/gateway-kit/src/problem.ts'],
  ['apps/order/src/a.itest.ts', imports('@meridian/payment/fee'), 'service-tests-see → apps/payment/src/fee.ts'],
  ['apps/order/src/c.ts', imports('@meridian/his-rest/plugin'), 'only-wiring-names-a-plug-in → libs/his/rest/src/plugin.ts'],
  ['apps/order/src/b.itest.ts', imports('@meridian/his-rest/plugin'), 'only-wiring-names-a-plug-in → libs/his/rest/src/plugin.ts'],
  ['apps/order/src/d.ts', imports('./main.itest'), 'no-test-helper-in-production → apps/order/src/main.itest.ts'],
  [
    'apps/order/src/e.ts',
    imports('@meridian/plugin-kit/conformance/suite'),
    'no-test-helper-in-production → libs/plugin-kit/src/conformance/suite.ts',
  ],
  ['apps/order/src/f.ts', imports('ajv'), 'no-development-package-in-production → node_modules/ajv/main.js'],
  ['apps/order/src/g.ts', imports('phantom'), 'npm-package-is-declared → node_modules/phantom/main.js'],
  ['apps/order/src/h.ts', imports('@meridian/kernel/fenn'), 'resolvable → @meridian/kernel/fenn'],
  ['apps/order/src/i.ts', imports('./j'), 'no-cycles → apps/order/src/j.ts'],
  ['apps/order/src/j.ts', imports('./i')],
  ['apps/order/src/domain/a.ts', imports('../wiring/his'), 'domain-is-alone → apps/order/src/wiring/his.ts'],
  ['apps/order/src/domain/b.ts', "import type { A } from '@meridian/contracts/codes';", 'domain-is-alone → libs/contracts/src/codes.ts'],
  ['apps/order/src/domain/c.ts', imports('node:crypto'), 'domain-is-alone → crypto'],
  ['apps/order/src/domain/d.ts', "export * from 'nats';", 'domain-is-alone → node_modules/nats/main.js'],
  ['apps/order/src/domain/e.ts', "export const a = () => import('nats');", 'domain-is-alone → node_modules/nats/main.js'],
  ['apps/order/src/domain/f.ts', "export const a = require('nats');", 'domain-is-alone → node_modules/nats/main.js'],
  ['apps/gateway-app/src/a.ts', imports('typeorm'), 'gateway-has-no-database → node_modules/typeorm/main.js'],
  ['apps/gateway-app/src/b.ts', imports('pg'), 'gateway-has-no-database → node_modules/pg/main.js'],
  [
    'apps/gateway-app/src/c.ts',
    imports('@meridian/platform/storage/database'),
    'gateway-has-no-database → libs/platform/src/storage/database.ts',
  ],
  ['apps/gateway-app/src/d.ts', imports('@meridian/channel-kit/port'), 'gateway-sees → libs/channel-kit/src/port.ts'],
  ['apps/gateway-app/src/e.ts', "import type { A } from '../../order/src/main';", 'gateway-sees → apps/order/src/main.ts'],
  ['apps/gateway-app/src/a.spec.ts', imports('@meridian/channel-kit/port'), 'gateway-tests-see → libs/channel-kit/src/port.ts'],
  ['apps/sandbox/src/a.ts', imports('@meridian/kernel/fen'), 'sandbox-sees → libs/kernel/src/fen.ts'],
  ['apps/sandbox/src/a.spec.ts', imports('@meridian/testing/world'), 'sandbox-tests-see → libs/testing/src/world.ts'],
  ['apps/journeys/src/a.journey.ts', imports('../../order/src/main'), 'journeys-tests-see → apps/order/src/main.ts'],
  ['apps/journeys/src/a.ts', imports('../../order/src/main'), 'journeys-sees → apps/order/src/main.ts'],
];

describe('the arrows between the projects', () => {
  it('are kept by this repository', () => expect(brokenArrows(ROOT)).toEqual([]));

  it('may all be drawn that the architecture draws', () => {
    const dir = plant(sound);
    expect(brokenArrows(dir)).toEqual([]);
  });

  it('fail, each by its own rule, where one is planted that may not be', () => {
    const dir = plant({ ...sound, ...Object.fromEntries(planted) });
    const expected = planted.flatMap(([file, , ...broken]) => broken.map((one) => one.replace(' →', `: ${file} →`)));
    expect(brokenArrows(dir)).toEqual(expected.sort());
  });

  it('are all planted against', () => {
    const { forbidden } = require(join(ROOT, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] };
    const tried = new Set(planted.flatMap(([, , ...broken]) => broken.map((one) => one.split(' ')[0])));
    expect(forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });
});
