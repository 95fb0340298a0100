/**
 * The arrows of the architecture: who may import whom. `tools/tidy/src/boundaries.spec.ts` plants a violation of every rule.
 * Type-only imports count: the swc parser sees them, and an arrow is an arrow.
 */
const KERNEL = '^libs/kernel/';
const PLUGIN_KIT = '^libs/plugin-kit/';
const CONTRACTS = '^libs/contracts/';
const PLATFORM = '^libs/platform/';
const GATEWAY_KIT = '^libs/gateway-kit/';
const KITS = '^libs/(?:channel|insurer|his)-kit/';
const PLUGINS = '^libs/(?:channels|insurers|his)/';
const TESTING = '^libs/testing/';
const LIBS = '^libs/';
const TOOLS = '^tools/';
const OURS = '^(?:apps|libs|tools)/';

/** Tests, and what is written only for them. */
const FOR_TESTS = '\\.(?:spec|itest|journey)\\.ts$|/(?:testing|conformance)[/.]';

/** What each kind of project may see of ours beside itself. The first group of `from` is the project. */
const ARROWS = [
  { who: 'kernel', from: '^(libs/kernel)/', sees: [] },
  { who: 'plugin-kit', from: '^(libs/plugin-kit)/', sees: [KERNEL] },
  { who: 'kit', from: '^(libs/(?:channel|insurer|his)-kit)/', sees: [KERNEL, PLUGIN_KIT] },
  { who: 'channel', from: '^(libs/channels/[^/]+)/', sees: [KERNEL, PLUGIN_KIT, '^libs/channel-kit/'] },
  { who: 'insurer', from: '^(libs/insurers/[^/]+)/', sees: [KERNEL, PLUGIN_KIT, '^libs/insurer-kit/'] },
  { who: 'his', from: '^(libs/his/[^/]+)/', sees: [KERNEL, PLUGIN_KIT, '^libs/his-kit/'] },
  { who: 'contracts', from: '^(libs/contracts)/', sees: [KERNEL] },
  // The engine keeps the exchanges of plug-in calls as evidence, so it knows their shape.
  { who: 'platform', from: '^(libs/platform)/', sees: [KERNEL, CONTRACTS, PLUGIN_KIT] },
  { who: 'gateway-kit', from: '^(libs/gateway-kit)/', sees: [KERNEL, CONTRACTS, PLATFORM] },
  { who: 'testing', from: '^(libs/testing)/', sees: [LIBS, TOOLS] },
  { who: 'gateway', from: '^(apps/gateway-[^/]+)/', sees: [KERNEL, CONTRACTS, PLATFORM, GATEWAY_KIT] },
  // It would be wrong together with what it tests.
  { who: 'sandbox', from: '^(apps/sandbox)/', sees: [], seesInTests: [] },
  // It starts the apps as processes.
  { who: 'journeys', from: '^(apps/journeys)/', sees: [KERNEL, CONTRACTS, TESTING, TOOLS] },
  {
    who: 'service',
    from: '^(apps/(?!gateway-|(?:sandbox|journeys)/)[^/]+)/',
    sees: [KERNEL, CONTRACTS, PLATFORM, PLUGIN_KIT, KITS, PLUGINS],
  },
  // The simulation runs the services' own decisions.
  { who: 'sim', from: '^(tools/sim)/', sees: [LIBS, TOOLS, '^apps/(?:order|payment|insurance)/src/domain/'] },
  { who: 'tool', from: '^(tools/(?!sim/)[^/]+)/', sees: [LIBS, TOOLS] },
];

const arrow = ({ who, from, sees, seesInTests = [...sees, TESTING] }) => [
  // All of libs/testing is for tests.
  who !== 'testing' && {
    name: `${who}-sees`,
    severity: 'error',
    from: { path: from, pathNot: FOR_TESTS },
    to: { path: OURS, pathNot: ['^$1/', ...sees] },
  },
  {
    name: `${who}-tests-see`,
    severity: 'error',
    from: { path: from.replace('^', `^(?=.*(?:${FOR_TESTS}))`) },
    to: { path: OURS, pathNot: ['^$1/', ...seesInTests] },
  },
];

module.exports = {
  forbidden: [
    ...ARROWS.flatMap(arrow).filter(Boolean),
    {
      name: 'every-project-has-arrows',
      severity: 'error',
      from: { path: OURS, pathNot: ARROWS.map(({ from }) => from) },
      to: {},
    },
    {
      name: 'only-wiring-names-a-plug-in',
      severity: 'error',
      from: { pathNot: ['^apps/[^/]+/src/wiring/', PLUGINS] },
      to: { path: PLUGINS },
    },
    {
      name: 'domain-is-alone',
      severity: 'error',
      from: { path: '^(.+/domain)/', pathNot: FOR_TESTS },
      to: { pathNot: ['^$1/', KERNEL] },
    },
    {
      name: 'kernel-is-alone',
      severity: 'error',
      from: { path: KERNEL, pathNot: FOR_TESTS },
      to: { pathNot: KERNEL },
    },
    {
      name: 'gateway-has-no-database',
      severity: 'error',
      from: { path: '^(?:apps/gateway-[^/]+|libs/gateway-kit)/' },
      to: { path: 'node_modules/(?:typeorm|pg|@nestjs/typeorm)/|^libs/platform/src/(?:storage|engine)/' },
    },
    {
      name: 'no-test-helper-in-production',
      severity: 'error',
      from: { path: OURS, pathNot: [FOR_TESTS, TOOLS] },
      to: { path: FOR_TESTS, pathNot: 'node_modules/' },
    },
    {
      name: 'npm-package-is-declared',
      severity: 'error',
      from: { path: OURS },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-package-in-production',
      severity: 'error',
      from: { path: '^(?:apps|libs)/', pathNot: [FOR_TESTS, TESTING, '^apps/(?:sandbox|journeys)/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm'] },
    },
    // The parser cannot tell an import of types: those count too.
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:(?:apps|libs|tools)/[^/]+|libs/[^/]+/[^/]+)/dist/' },
    combinedDependencies: true,
    webpackConfig: { fileName: `${__dirname}/tools/tidy/resolve.cjs` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'import', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
