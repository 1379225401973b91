import type { StepInfo } from '@/lib/trace/step';

/** What the steps of a sign-in say in a diagram. */

export const PROFILE_STEP = {
  name: 'sign-in.profile',
  from: 'web',
  to: 'provider',
  lane: 'who',
  text: 'Ask its API who this is, with the token',
  code: {
    file: 'lib/auth/oauth/github-provider.ts',
    text: 'const primary = emails.find((entry) => entry.primary && entry.verified);',
  },
} as const satisfies StepInfo;

export const ID_TOKEN_STEP = {
  name: 'sign-in.id-token',
  from: 'web',
  to: 'web',
  lane: 'who',
  text: 'Verify the ID token against the provider’s keys',
  code: { file: 'lib/auth/oauth/verify-id-token.ts', text: 'await jwtVerify(idToken' },
} as const satisfies StepInfo;

export const IDENTITY_STEP = {
  name: 'sign-in.identity',
  from: 'web',
  to: 'database',
  lane: 'who',
  text: 'Find the person by issuer and subject, never by address',
  code: {
    file: 'lib/auth/oauth/admit-sign-in.ts',
    text: 'issuer: registration.identityIssuer,',
  },
} as const satisfies StepInfo;
