import type { OAuth2Config } from 'next-auth/providers';
import { z } from 'zod';
import { DEVELOPMENT_CLIENT } from '@/lib/auth/oauth/sign-in/providers';
import { githubProvider } from '@/lib/auth/oauth/sign-in/github-provider';
import type { ProviderRegistration, StandInProvider } from '@/lib/auth/oauth/sign-in/providers';

/** What a sign-in asks of the answer. */
export type Checks = ('pkce' | 'state')[];

const profileSchema = z.object({ login: z.string(), name: z.string(), email: z.email() });

/** How the copy is registered at a provider of the lab. */
export function registerAt(id: StandInProvider, origin: string): ProviderRegistration {
  return {
    id,
    name: id,
    real: false,
    issuer: origin,
    identityIssuer: `lab:${id}`,
    clientId: DEVELOPMENT_CLIENT.id,
    clientSecret: DEVELOPMENT_CLIENT.secret,
  };
}

/** Our GitHub provider, led to a provider of the lab, with other checks where they are given. */
export function toProvider(
  registration: ProviderRegistration,
  checks: Checks | undefined,
): OAuth2Config<z.output<typeof profileSchema>> {
  const { options: _options, ...ours } = githubProvider(registration);
  const api = `${registration.issuer}/user`;
  return {
    ...ours,
    id: registration.id,
    name: registration.name,
    checks: checks ?? ours.checks,
    userinfo: {
      url: api,
      request: async ({ tokens }: { tokens: { access_token?: string } }) => {
        const headers = { authorization: `Bearer ${tokens.access_token}` };
        return profileSchema.parse(await (await fetch(api, { headers })).json());
      },
    },
    profile: ({ login, name, email }) => ({ id: login, name, email }),
  };
}
