import type { StepInfo } from '@/lib/trace/step';

/** The steps of a sign-in as the sequence diagram shows them. */

export const BEGIN_STEP = {
  name: 'sign-in.begin',
  from: 'web',
  to: 'browser',
  lane: 'who',
  text: 'Go to the provider: state, challenge, scopes',
  code: {
    file: 'lib/auth/oauth/sign-in/begin-sign-in.ts',
    text: 'const url: unknown = await signIn(provider, options, parameters);',
  },
} as const satisfies StepInfo;

export const PROVIDER_STEP = {
  name: 'sign-in.provider',
  from: 'browser',
  to: 'provider',
  lane: 'who',
  text: 'The person signs in there and agrees',
} as const satisfies StepInfo;

export const CODE_STEP = {
  name: 'sign-in.code',
  from: 'provider',
  to: 'browser',
  lane: 'who',
  text: 'Back to us, with a code',
} as const satisfies StepInfo;

export const EXCHANGE_STEP = {
  name: 'sign-in.exchange',
  from: 'web',
  to: 'provider',
  lane: 'who',
  text: 'Compare state; exchange the code with its verifier',
  code: {
    file: 'lib/auth/oauth/sign-in/google-provider.ts',
    text: "checks: ['pkce', 'state', 'nonce'],",
  },
} as const satisfies StepInfo;

export const PROFILE_STEP = {
  name: 'sign-in.profile',
  from: 'web',
  to: 'provider',
  lane: 'who',
  text: 'Ask its API who this is, with the token',
  code: {
    file: 'lib/auth/oauth/sign-in/github-provider.ts',
    text: 'const primary = emails.find((entry) => entry.primary && entry.verified);',
  },
} as const satisfies StepInfo;

export const ID_TOKEN_STEP = {
  name: 'sign-in.id-token',
  from: 'web',
  to: 'web',
  lane: 'who',
  text: 'Verify the ID token against the provider’s keys',
  code: { file: 'lib/auth/oauth/sign-in/verify-id-token.ts', text: 'await jwtVerify(idToken' },
} as const satisfies StepInfo;

export const IDENTITY_STEP = {
  name: 'sign-in.identity',
  from: 'web',
  to: 'database',
  lane: 'who',
  text: 'Find the person by issuer and subject, never by address',
  code: {
    file: 'lib/auth/oauth/sign-in/admit-sign-in.ts',
    text: 'issuer: registration.identityIssuer,',
  },
} as const satisfies StepInfo;

export const SESSION_STEP = {
  name: 'sign-in.session',
  from: 'web',
  to: 'browser',
  lane: 'work',
  text: 'A new session cookie: HttpOnly, SameSite=Lax',
  code: {
    file: 'lib/auth/oauth/session/session-token.ts',
    text: "return randomBytes(TOKEN_BYTES).toString('base64url');",
  },
} as const satisfies StepInfo;
