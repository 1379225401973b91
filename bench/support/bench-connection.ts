import type { Principal } from '@/lib/auth/principal';
import { randomBase62 } from '@/lib/base62';
import { newId, toPublicId } from '@/lib/public-id';

const DAY_SECONDS = 86_400;
const SCOPE = 'meters:read' as const;

type Kind = 'AccessToken' | 'AuthorizationCode' | 'RefreshToken';

/**
 * Registers a public app and connects it as often as a person can. What it is given is stored as the
 * authorization server stores it. `lib` is loaded when this is called: it needs the environment of the
 * system.
 */
export async function connectBenchApp(
  owner: Principal,
  audience: 'api' | 'mcp',
  redirectUris: string[] = [],
) {
  const { registerApp } = await import('@/lib/auth/oauth/authorization-server/app-registration');
  const { insertGrant, MAX_CONNECTIONS } = await import(
    '@/lib/auth/oauth/authorization-server/grant.repository'
  );
  const { saveArtefact } = await import(
    '@/lib/auth/oauth/authorization-server/artefact.repository'
  );
  const { apiResource, mcpResource } = await import(
    '@/lib/auth/oauth/authorization-server/resource'
  );
  const { fromPublicId } = await import('@/lib/public-id');
  const { userId, workspaceId } = owner;
  const app = { name: 'Bench', scopes: [SCOPE], public: true, redirectUris };
  const { clientId } = (await registerApp(owner, app)).view;
  const expiresAt = new Date(Date.now() + DAY_SECONDS * 1_000);
  const grantIds = Array.from({ length: MAX_CONNECTIONS }, newId);
  for (const id of grantIds) {
    const whose = { userId, workspaceId, mode: 'test' as const };
    const asked = { scopes: [SCOPE], declinedScopes: [], audiences: [audience], expiresAt };
    await insertGrant({ id, appId: fromPublicId('app', clientId) ?? '', ...whose, ...asked });
  }
  let given = 0;
  return {
    clientId,
    resource: audience === 'api' ? apiResource() : mcpResource(),
    connections: grantIds.length,
    /** Stores so many codes or tokens, spread over the connections. @returns their values. */
    async give(kind: Kind, prefix: string, count: number, own: Record<string, unknown>) {
      const values = Array.from({ length: count }, () => prefix + randomBase62(43));
      for (const value of values) {
        const grantId = grantIds[(given += 1) % grantIds.length] ?? '';
        const payload = {
          ...{ kind, grantId, clientId, scope: SCOPE, gty: 'authorization_code' },
          ...{ accountId: toPublicId('usr', userId), iat: Math.floor(Date.now() / 1_000) },
          ...{ exp: Math.floor(expiresAt.getTime() / 1_000), ...own },
        };
        await saveArtefact(kind, value, { payload, grantId, expiresAt });
      }
      return values;
    },
  };
}
