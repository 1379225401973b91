import { randomBytes } from 'node:crypto';
import type { EjectPlan } from '../plan';

const TEMPLATES = 'scripts/eject/oauth-sign-in';
const SIGN_IN = 'lib/auth/oauth/sign-in';
const SESSION = 'lib/auth/oauth/session';
const COMPANY = 'lib/auth/oauth/company';

const host = `${TEMPLATES}/host.ts`;
const stored = `${TEMPLATES}/stored-people.ts`;
const person = `${TEMPLATES}/current-person.ts`;
const none = `${TEMPLATES}/not-included.ts`;

/** Where Next.js wants each file of the example. */
const APP = {
  'app/layout.tsx': 'app/layout.tsx',
  'app/page.tsx': 'app/home-page.tsx',
  'app/actions.ts': 'app/actions.ts',
  'app/dashboard/page.tsx': 'app/dashboard-page.tsx',
  'app/settings/profile/page.tsx': 'app/profile-page.tsx',
  'app/sign-in/page.tsx': 'app/sign-in-page.tsx',
  'app/sign-in/again/page.tsx': 'app/again-page.tsx',
  'app/sign-in/refused/page.tsx': 'app/refused-page.tsx',
  'app/api/auth/[...auth]/route.ts': 'app/route.ts',
  'app/choose-store.ts': 'app/choose-store.ts',
  'instrumentation.ts': 'instrumentation.ts',
  'dev-provider/start.ts': 'dev-provider/start.ts',
};
const app = Object.entries(APP).map(([place, file]) => [place, [`${TEMPLATES}/${file}`]] as const);

export const signInPlan: EjectPlan = {
  style: 'oauth-sign-in',
  family: 'oauth',
  title: 'Sign-in with OAuth',
  templates: TEMPLATES,
  entries: [
    `${SIGN_IN}/callback.ts`,
    `${SIGN_IN}/begin-sign-in.ts`,
    `${SIGN_IN}/identity.ts`,
    `${SESSION}/sessions.ts`,
    person,
    `${TEMPLATES}/memory-store.ts`,
    `${TEMPLATES}/postgres-store.repository.ts`,
  ],
  replaced: {
    [`${SIGN_IN}/user.repository.ts`]: stored,
    [`${SESSION}/session.repository.ts`]: stored,
    [`${SESSION}/require-principal.ts`]: person,
    [`${SESSION}/device/bind-session.ts`]: none,
    [`${SIGN_IN}/trace-steps.ts`]: host,
    'lib/trace/trace-step.ts': host,
    [`${COMPANY}/admit-company-member.ts`]: none,
    [`${COMPANY}/company-domain.ts`]: none,
    [`${COMPANY}/company-member.repository.ts`]: none,
    [`${COMPANY}/company-provider.ts`]: none,
    'lib/auth/authorize.ts': host,
    'lib/auth/principal.ts': host,
    'lib/env.ts': host,
    'lib/http/client-context.ts': host,
    'lib/http/problem.ts': host,
    'lib/log.ts': host,
    'e2e/oauth/support/sign-in-host.ts': `${TEMPLATES}/test/sign-in-host.ts`,
  },
  groups: {
    'src/host.ts': [host, 'lib/once-per-process.ts', 'lib/decode-header.ts'],
    'src/sessions.ts': [`${SESSION}/describe-device.ts`, `${SESSION}/sessions.ts`],
    'src/current-person.ts': [person, `${SESSION}/require-fresh-sign-in.ts`],
    'src/identity.ts': [`${SIGN_IN}/identity.ts`, `${SIGN_IN}/link-intent.ts`],
    'src/session-token.ts': [`${SESSION}/session-token.ts`, `${SESSION}/session-cookie.ts`],
    'test/store.test.ts': [`${TEMPLATES}/test/store-contract.ts`],
    'test/browser.ts': ['e2e/oauth/support/test-browser.ts', 'lib/learn/lab/oauth/lab-browser.ts'],
    ...Object.fromEntries(app),
  },
  folders: { 'services/stand-ins/': 'dev-provider', 'lib/escape-html.ts': 'dev-provider' },
  leftOutDeclarations: {
    [`${SIGN_IN}/begin-sign-in.ts`]: ['beginCompanySignIn'],
    [`${SESSION}/session-cookie.ts`]: ['workspaceCookie', 'modeCookie', 'invitationCookie'],
    [`${SIGN_IN}/discover-issuer.ts`]: ['NEEDED', 'checkIssuer'],
  },
  plainFiles: {
    'schema.sql': `${TEMPLATES}/schema.sql`,
    'next.config.js': `${TEMPLATES}/next-config.js`,
    'tsconfig.json': `${TEMPLATES}/next-tsconfig.json`,
    'vitest.config.ts': `${TEMPLATES}/vitest-config.ts`,
  },
  tests: [
    `${SIGN_IN}/sign-in-attack.test.ts`,
    `${SIGN_IN}/sign-in-twin.test.ts`,
    `${SIGN_IN}/two-tabs.test.ts`,
    `${SIGN_IN}/own-url.test.ts`,
    `${TEMPLATES}/test/store-contract.ts`,
  ],
  examples: [...app.flatMap(([, files]) => files), `${TEMPLATES}/start.ts`],
  problems: [],
  packages: ['react', 'react-dom'],
  scripts: {
    start: 'tsx --env-file=.env examples/start.ts',
    build: 'next build',
  },
  settings: [
    {
      name: 'AUTH_SECRET',
      about: 'Seals the cookies of a sign-in: 32 random bytes. A new one ends sign-ins under way.',
      value: () => randomBytes(32).toString('base64url'),
    },
    {
      name: 'DEPLOYMENT',
      about: '`local` offers the development providers. Leave it out in production.',
      value: () => 'local',
    },
  ],
  inside: [
    'GitHub, Google and any OpenID Connect provider on Auth.js, with what it leaves open: PKCE, state and nonce for all, the signature of ID tokens, issuers compared by character, verified addresses only, no joining of people by address, no open redirect.',
    'Sessions whose token only the browser keeps, with idle and absolute expiry, a list of them, and ending one or all others; each sign-in begins a new one.',
    'Several sign-ins in several tabs; adding a second provider on purpose; asking for a fresh sign-in; a page that says why a sign-in was refused.',
    'Stores in memory and in PostgreSQL behind one interface, a Next.js app, and development providers that run without an account.',
  ],
  leftOut: [
    'Workspaces, roles and invitations: `insertUser` in `src/stored-people.ts` is where a new person gets what else they need.',
    'Single sign-on of companies and sessions bound to a device (DBSC). `src/not-included.ts` is where they would go.',
    'The address of the caller: let `getClientContext` in `src/host.ts` read what your own proxy writes.',
    'Content-Security-Policy and design of the pages.',
  ],
};
