import type { Principal } from '@/lib/auth/principal';
import { randomBase62 } from '@/lib/base62';
import { newId, toPublicId } from '@/lib/public-id';
import { CODE_CHALLENGE, REDIRECT_URI, SCOPE } from './app-code';

const DAY_SECONDS = 86_400;

/**
 * One public app of ours with as many connections as a person can have, and for each kind `count`
 * codes and tokens, stored as the authorization server stores them.
 */
export async function makeOwnTokens({ userId, workspaceId, ...owner }: Principal, count: number) {
  const { registerApp } = await import('@/lib/auth/oauth/authorization-server/app-registration');
  const { insertGrant, MAX_CONNECTIONS } = await import(
    '@/lib/auth/oauth/authorization-server/grant.repository'
  );
  const { saveArtefact } = await import(
    '@/lib/auth/oauth/authorization-server/artefact.repository'
  );
  const { apiResource } = await import('@/lib/auth/oauth/authorization-server/resource');
  const { fromPublicId } = await import('@/lib/public-id');
  const app = { name: 'Bench', scopes: [SCOPE], public: true, redirectUris: [REDIRECT_URI] };
  const { view } = await registerApp({ userId, workspaceId, ...owner }, app);
  const { clientId } = view;
  const expiresAt = new Date(Date.now() + DAY_SECONDS * 1_000);
  const grantIds = Array.from({ length: MAX_CONNECTIONS }, newId);
  for (const id of grantIds) {
    const whose = { userId, workspaceId, mode: 'test' as const };
    const asked = { scopes: [SCOPE], declinedScopes: [], audiences: ['api'], expiresAt };
    await insertGrant({ id, appId: fromPublicId('app', clientId) ?? '', ...whose, ...asked });
  }
  const make = async (kind: string, prefix: string, own: Record<string, unknown>) => {
    const values = Array.from({ length: count }, () => prefix + randomBase62(43));
    for (const [index, value] of values.entries()) {
      const grantId = grantIds[index % grantIds.length] ?? '';
      const payload = {
        ...{ kind, grantId, clientId, scope: SCOPE, gty: 'authorization_code' },
        ...{ accountId: toPublicId('usr', userId), iat: Math.floor(Date.now() / 1_000) },
        ...{ exp: Math.floor(expiresAt.getTime() / 1_000), ...own },
      };
      await saveArtefact(kind, value, { payload, grantId, expiresAt });
    }
    return values;
  };
  const resource = apiResource();
  const code = { redirectUri: REDIRECT_URI, codeChallenge: CODE_CHALLENGE };
  return {
    clientId,
    accessTokens: await make('AccessToken', 'tg_at_', { aud: resource }),
    codes: await make('AuthorizationCode', '', { ...code, codeChallengeMethod: 'S256', resource }),
    refreshTokens: await make('RefreshToken', 'tg_rt_', { resource, rotations: 0 }),
  };
}
