import type { OAuth2Config } from 'next-auth/providers';
import { z } from 'zod';
import { GITHUB_SCOPE } from './providers';
import { traceStep } from '@/lib/trace/trace-step';
import { PROFILE_STEP } from './trace-steps';
import { developmentOrigin, type ProviderRegistration } from './providers';

const TIMEOUT_MS = 10_000;

const userSchema = z.object({
  id: z.number().int().positive(),
  login: z.string().min(1),
  name: z.string().nullish(),
  avatar_url: z.string().nullish(),
});

const emailsSchema = z.array(
  z.object({ email: z.email(), primary: z.boolean(), verified: z.boolean() }),
);

export type GithubProfile = z.output<typeof userSchema> & { verifiedEmail: string | null };

/**
 * GitHub speaks OAuth 2.0 without ID tokens: who it is comes from its API, over TLS and with the
 * token that this very flow returned. PKCE and state are both asked for; the library alone would
 * send PKCE only.
 */
export function githubProvider(registration: ProviderRegistration): OAuth2Config<GithubProfile> {
  const { clientId, clientSecret, issuer } = registration;
  const api = registration.real ? 'https://api.github.com' : developmentOrigin('github');
  return {
    id: 'github',
    name: registration.name,
    type: 'oauth',
    issuer,
    clientId,
    clientSecret,
    checks: ['pkce', 'state'],
    authorization: { url: `${issuer}/authorize`, params: { scope: GITHUB_SCOPE } },
    token: `${issuer}/access_token`,
    userinfo: {
      url: `${api}/user`,
      request: ({ tokens }: { tokens: { access_token?: string } }) =>
        traceStep(
          PROFILE_STEP,
          () => readProfile(api, tokens.access_token ?? ''),
          ({ login }) => `it says ${login}`,
        ),
    },
    profile: (profile) => ({
      id: String(profile.id),
      name: profile.name ?? profile.login,
      email: profile.verifiedEmail,
      image: profile.avatar_url,
    }),
    // Nothing of the provider's tokens is kept: the sign-in was all that they were for.
    account: () => ({}),
  };
}

/**
 * Attack: an address that the provider did not verify may be someone else's. Only the primary,
 * verified one counts; the public one of the profile says nothing about either.
 */
async function readProfile(api: string, token: string): Promise<GithubProfile> {
  const [user, emails] = await Promise.all([
    readJson(`${api}/user`, token).then((body) => userSchema.parse(body)),
    readJson(`${api}/user/emails`, token).then((body) => emailsSchema.parse(body)),
  ]);
  const primary = emails.find((entry) => entry.primary && entry.verified);
  return { ...user, verifiedEmail: primary?.email ?? null };
}

async function readJson(url: string, token: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'user-agent': 'tollgate',
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    cache: 'no-store',
  });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}`);
  return response.json();
}
