import type { StepInfo } from '@/lib/trace/step';

/** The steps of a sign-in as the sequence diagram shows them. */

export const BEGIN_STEP = {
  name: 'sign-in.begin',
  from: 'web',
  to: 'browser',
  lane: 'who',
  text: 'Go to the provider: state, challenge, scopes',
  code: 'lib/auth/oauth/sign-in/begin-sign-in.ts#authorizationUrl:signIn',
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
  code: 'lib/auth/oauth/sign-in/google-provider.ts#googleProvider:checks',
} as const satisfies StepInfo;

export const PROFILE_STEP = {
  name: 'sign-in.profile',
  from: 'web',
  to: 'provider',
  lane: 'who',
  text: 'Ask its API who this is, with the token',
  code: 'lib/auth/oauth/sign-in/github-provider.ts#readProfile:verified',
} as const satisfies StepInfo;

export const ID_TOKEN_STEP = {
  name: 'sign-in.id-token',
  from: 'web',
  to: 'web',
  lane: 'who',
  text: 'Verify the ID token against the provider’s keys',
  code: 'lib/auth/oauth/sign-in/verify-id-token.ts#verifyIdToken:jwtVerify',
} as const satisfies StepInfo;

export const IDENTITY_STEP = {
  name: 'sign-in.identity',
  from: 'web',
  to: 'database',
  lane: 'who',
  text: 'Find the person by issuer and subject, never by address',
  code: 'lib/auth/oauth/sign-in/admit-sign-in.ts#admitSignInBy:identityIssuer',
} as const satisfies StepInfo;

export const SESSION_STEP = {
  name: 'sign-in.session',
  from: 'web',
  to: 'browser',
  lane: 'work',
  text: 'A new session cookie: HttpOnly, SameSite=Lax',
  code: 'lib/auth/oauth/session/session-token.ts#createSessionToken:randomBytes',
} as const satisfies StepInfo;
