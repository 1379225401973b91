import Provider, { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { findApp } from './find-app.repository';
import { toPublicId } from '@/lib/public-id';
import { clientIdOf, toAppId } from './app-credentials';
import {
  consumeArtefact,
  deleteArtefact,
  deleteArtefactsOfGrant,
  findArtefact,
  isUserCodeName,
  nameByUserCode,
  saveArtefact,
} from './artefact.repository';
import { describeClient } from './describe-client';
import { describeWorkloadClient, isWorkloadClient } from '../workload-federation/workload-client';
import { findLiveGrant, type GrantOfApp, revokeGrantById } from './grant.repository';
import { isWithinRetryWindow } from './repeat-refresh-answer';
import { apiResource, type Audience, audienceOf, mcpResource } from './resource';

/** Members of a payload that would let anyone who reads the table use it. */
const SECRET_MEMBERS = ['jti', 'userCode'];

const DEFAULT_SECONDS = 3600;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the library would remember of a sign-in. Our own session is the sign-in. */
const SESSION_MEMBERS = ['accountId', 'loginTs', 'authorizations', 'acr', 'amr'];

/**
 * Keeps what the authorization server hands out. The library passes each value in clear; only its
 * digest is stored, and the caller that presents the value brings it along again.
 */
export function artefactAdapter(kind: string): Adapter {
  if (kind === 'Client') return readOnly(findClient);
  if (kind === 'Grant') return { ...readOnly(findGrant), destroy: (id) => revokeGrantById(id) };
  return {
    async upsert(id, payload, expiresIn) {
      const dropped = kind === 'Session' ? [...SECRET_MEMBERS, ...SESSION_MEMBERS] : SECRET_MEMBERS;
      await saveArtefact(kind, id, {
        payload: without(payload, dropped),
        grantId: payload.grantId,
        uid: payload.uid,
        userCode: payload.userCode,
        expiresAt: new Date(Date.now() + (expiresIn ?? DEFAULT_SECONDS) * 1000),
      });
    },
    async find(id) {
      // Attack: the name that stands for a device code is made from the user code, which others may
      // see. It is for the way back from the consent page only, never for redeeming.
      if (isUserCodeName(id) && Provider.ctx?.oidc.route !== 'device_resume') return undefined;
      const found = await read(kind, { id }, { jti: id });
      return kind === 'RefreshToken' && isRetry(found) ? undefined : found;
    },
    findByUid: (uid) => read(kind, { uid }, { uid }),
    findByUserCode: (userCode) =>
      read(kind, { userCode }, { userCode, jti: nameByUserCode(userCode) }),
    async consume(id) {
      requireOwnResource();
      if (!(await consumeArtefact(kind, id))) {
        throw new errors.InvalidGrant(`${kind} was used by a request at the same moment`);
      }
    },
    destroy: (id) => deleteArtefact(kind, id),
    revokeByGrantId: (grantId) => deleteArtefactsOfGrant(kind, grantId),
  };
}

/**
 * The library looks at `resource` after it has used the token up: a client that names a wrong one
 * would lose its connection.
 * @see RFC 8707 section 2.2
 */
function requireOwnResource(): void {
  const resource = Provider.ctx?.oidc.params?.resource;
  const named = resource === undefined ? [] : [resource].flat();
  if (named.some((one) => !audienceOf(one))) throw new errors.InvalidTarget();
}

async function read(
  kind: string,
  key: Parameters<typeof findArtefact>[1],
  presented: AdapterPayload,
): Promise<AdapterPayload | undefined> {
  const found = await findArtefact(kind, key);
  if (!found) return undefined;
  const consumed = found.consumedAt && Math.floor(found.consumedAt.getTime() / 1000);
  const payload: AdapterPayload = {
    ...found.payload,
    ...presented,
    ...(consumed ? { consumed } : {}),
  };
  // The library hands claims out only for a token without an audience. Ours has one, and `openid`.
  if (Provider.ctx?.oidc.route === 'userinfo') delete payload.aud;
  return { ...payload, ...publicAccount(payload.accountId) };
}

/** Tokens from before people had public ids here hold the database's. */
function publicAccount(accountId: string | undefined): { accountId?: string } {
  return accountId && UUID.test(accountId) ? { accountId: toPublicId('usr', accountId) } : {};
}

/**
 * A refresh token that was used a moment ago is hidden from the token endpoint: the library would
 * take it for stolen and end the family. `repeatRefreshAnswers` then answers.
 */
function isRetry(found: AdapterPayload | undefined): boolean {
  if (Provider.ctx?.oidc.route !== 'token' || typeof found?.consumed !== 'number') return false;
  return isWithinRetryWindow(new Date(found.consumed * 1000));
}

function readOnly(find: (id: string) => Promise<AdapterPayload | undefined>): Adapter {
  return {
    find,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    upsert: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: async () => undefined,
  };
}

async function findClient(clientId: string): Promise<AdapterPayload | undefined> {
  if (isWorkloadClient(clientId)) return describeWorkloadClient(clientId);
  const id = toAppId(clientId);
  const app = id ? await findApp(id) : null;
  return app ? describeClient(app) : undefined;
}

/** The table of grants is the truth; the library's own record of one is made from it each time. */
async function findGrant(id: string): Promise<AdapterPayload | undefined> {
  const grant = await findLiveGrant(id);
  return grant ? describeGrant(grant) : undefined;
}

function describeGrant(grant: GrantOfApp): AdapterPayload {
  return {
    jti: grant.id,
    kind: 'Grant',
    accountId: toPublicId('usr', grant.userId),
    clientId: clientIdOf({ ...grant.app, id: grant.appId }),
    iat: Math.floor(grant.createdAt.getTime() / 1000),
    exp: Math.floor(grant.expiresAt.getTime() / 1000),
    ...describeScopes(grant.scopes, grant.audiences),
    rejected: describeScopes(grant.declinedScopes, grant.audiences),
  };
}

/**
 * The library asks for each scope twice: of the request, and of the audience that the token is for.
 *
 * Attack: a client that was allowed to use the API asks for a token for the tools with the same grant.
 */
function describeScopes(scopes: readonly string[], audiences: readonly string[]): AdapterPayload {
  const scope = scopes.join(' ');
  const allows = (audience: Audience) => audiences.length === 0 || audiences.includes(audience);
  return {
    openid: { scope },
    resources: {
      ...(allows('api') ? { [apiResource()]: scope } : {}),
      ...(allows('mcp') ? { [mcpResource()]: scope } : {}),
    },
  };
}

function without(payload: AdapterPayload, members: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !members.includes(name)));
}

async function refuse(): Promise<never> {
  throw new Error('Apps and grants are not written through the authorization server.');
}
