/**
 * The dependency rule as data: each layer with its files, and what it can import. Arrows only point
 * down; the three styles never import each other.
 *
 * `mode: 'full'` compares a pattern with the whole path of a file. Without it a pattern names a
 * folder: files directly in `lib/auth/mtls` would belong to no layer, and no rule would hold for them.
 * @see docs/decisions/0004-dependency-rule.md
 */
const layer = (type, ...pattern) => ({ type, pattern, mode: 'full' });

export const elements = [
  layer('test', '**/*.test.ts', '**/*.test.tsx', '**/*.spec.ts', 'e2e/**/*'),
  layer('test', 'scripts/eject/test-copy.ts', 'scripts/eject/*/test/**/*'),
  layer('config', '*.config.*', '*.ts'),
  layer('generated', '**/generated/**/*'),
  layer('seed', 'prisma/seed/**/*', 'prisma/*.ts'),
  layer('learn-app', 'app/learn/**/*', 'app/r/**/*', 'app/commands.json/*', 'pages/index.tsx'),
  layer('app', 'app/**/*', 'pages/**/*'),
  layer('billing-service', 'services/billing/**/*'),
  layer('service', 'services/*/**/*'),
  layer('script', 'scripts/**/*', 'bench/**/*'),
  layer('example', 'examples/**/*'),
  layer('learn-component', 'components/learn/**/*'),
  layer('component', 'components/**/*'),
  layer('learn', 'lib/learn/**/*'),
  layer('api', 'lib/api/**/*'),
  layer('wire', 'lib/billing/wire*.ts'),
  layer('integrations', 'lib/integrations/**/*'),
  layer('domain', 'lib/{usage,billing,webhooks,request-log,workspace}/**/*'),
  layer('api-key', 'lib/auth/api-key/**/*'),
  layer('oauth', 'lib/auth/oauth/**/*'),
  layer('mtls', 'lib/auth/mtls/**/*'),
  layer('audit', 'lib/audit/**/*'),
  layer('proof', 'lib/auth/proof-of-possession/**/*'),
  layer('authorization', 'lib/auth/*.ts'),
  layer('trace', 'lib/trace/**/*'),
  layer('base', 'lib/*.ts', 'lib/http/**/*'),
];

const STYLES = ['api-key', 'oauth', 'mtls'];
const BELOW_STYLES = ['audit', 'proof', 'authorization', 'trace', 'base', 'generated'];
const BELOW_API = ['integrations', 'domain', 'wire', ...STYLES, ...BELOW_STYLES];
const BELOW_APP = ['component', 'api', ...BELOW_API];
/** The tour may use the whole product; no part of the product imports the tour. */
const LEARN = ['learn-app', 'learn-component', 'learn'];

const allow = (from, ...to) => ({
  from: { element: { type: from } },
  allow: { to: { element: { types: { anyOf: [from, ...to] } } } },
});

export const policies = [
  allow('learn-app', 'app', 'learn-component', 'learn', ...BELOW_APP),
  allow('learn-component', 'learn', ...BELOW_APP),
  allow('learn', 'api', ...BELOW_API),
  allow('app', ...BELOW_APP),
  allow('service', 'seed', ...BELOW_APP),
  allow('script', 'learn', 'service', 'billing-service', 'seed', 'example', ...BELOW_APP),
  allow('seed', 'service', 'billing-service', ...BELOW_API),
  allow('billing-service', 'mtls', 'wire', 'trace', 'base', 'generated'),
  allow('component', ...BELOW_API),
  allow('api', ...BELOW_API),
  allow('integrations', 'domain', 'wire', ...STYLES, ...BELOW_STYLES),
  allow('domain', 'wire', ...STYLES, ...BELOW_STYLES),
  allow('wire', 'base'),
  ...STYLES.map((style) => allow(style, ...BELOW_STYLES)),
  allow('audit', 'authorization', 'base', 'generated'),
  allow('proof', 'base', 'generated'),
  allow('authorization', 'base'),
  allow('trace', 'base'),
  allow('base', 'generated'),
  allow('example', 'generated'),
  allow('config', 'script', 'base'),
  allow(
    'test',
    'config',
    'script',
    'example',
    'seed',
    'app',
    'service',
    'billing-service',
    ...LEARN,
    ...BELOW_APP,
  ),
  { allow: { to: { module: { origin: ['external', 'core'] } } } },
];
