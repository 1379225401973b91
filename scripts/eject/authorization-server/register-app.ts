import { z } from 'zod';
import {
  createAppSecret,
  digestAppSecret,
  SECRET_OVERLAP_SECONDS,
  toAppId,
  toClientId,
} from '@/lib/auth/oauth/authorization-server/app-credentials';
import { jwksSchema } from '@/lib/auth/oauth/authorization-server/jwks-schema';
import { isRedirectUri } from '@/lib/auth/oauth/authorization-server/redirect-uri';
import { requireOwner } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { isScope } from '@/lib/auth/scope';
import { problem } from '@/lib/http/problem';
import { newId } from '@/lib/public-id';
import { directory, store } from './chosen-store';

const redirectUris = z
  .array(z.string().refine(isRedirectUri, 'must be an https address, or http on localhost'))
  .max(10);
const scopes = z.array(z.string().refine(isScope, 'is no scope'));

const newAppSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    redirectUris,
    /** Where a browser can return to after it was signed out here. */
    postLogoutRedirectUris: redirectUris.default([]),
    scopes,
    /** Those that a person cannot untick. */
    requiredScopes: scopes.default([]),
    /** It can keep no secret: an app on someone's device, or in a browser. */
    public: z.boolean().default(false),
    /** Public keys of an app that signs its own assertions instead of sending a secret. */
    jwks: jwksSchema.optional(),
    /** Introspects tokens of the workspace and gets none. */
    resourceServer: z.boolean().default(false),
  })
  .refine((app) => app.requiredScopes.every((one) => app.scopes.includes(one)), {
    path: ['requiredScopes'],
    message: 'must be among the scopes',
  })
  .refine((app) => !app.jwks || !app.public, { path: ['jwks'], message: 'not for a public app' })
  .refine((app) => !app.resourceServer || (app.redirectUris.length === 0 && !app.public), {
    path: ['resourceServer'],
    message: 'has no redirect address, and proves itself',
  });

export type NewAppInput = z.input<typeof newAppSchema>;

/**
 * Registers an app of the principal's workspace. One without redirect addresses can use the device
 * grant only.
 * @returns the secret once; null for an app that is public or signs assertions.
 * @throws {ProblemError} 403 `forbidden` for members, 422 `validation-failed`.
 */
export async function registerApp(
  principal: Principal,
  input: NewAppInput,
): Promise<{ view: { clientId: string }; secret: string | null }> {
  requireOwner(principal);
  const parsed = newAppSchema.safeParse(input);
  if (!parsed.success) throw invalid(parsed.error);
  const { workspaceId, userId } = principal;
  const membership = await directory().findMembership(workspaceId, userId);
  if (!membership) throw problem('forbidden');
  const { jwks = null, ...app } = parsed.data;
  const secret = app.public || jwks ? null : createAppSecret();
  const id = newId();
  await store().insertApp({
    ...app,
    id,
    workspaceId,
    ownerName: membership.workspaceName,
    jwks,
    createdAt: new Date(),
    secretDigest: secret === null ? null : Buffer.from(digestAppSecret(secret)),
    previousSecretDigest: null,
    previousSecretExpiresAt: null,
  });
  return { view: { clientId: toClientId(id) }, secret };
}

/**
 * Gives an app a new secret. The one before stays good for a day.
 * @throws {ProblemError} 403 for members, 404 where the workspace has no such app with a secret.
 */
export async function rotateAppSecret(principal: Principal, clientId: string): Promise<string> {
  requireOwner(principal);
  const id = toAppId(clientId);
  const app = id ? await store().findApp(id) : undefined;
  if (!id || !app?.secretDigest) throw problem('not-found');
  const secret = createAppSecret();
  const changed = await store().changeApp(principal.workspaceId, id, {
    secretDigest: Buffer.from(digestAppSecret(secret)),
    previousSecretDigest: app.secretDigest,
    previousSecretExpiresAt: new Date(Date.now() + SECRET_OVERLAP_SECONDS * 1000),
  });
  if (!changed) throw problem('not-found');
  return secret;
}

/**
 * Deletes an app and ends everything that people allowed it.
 * @throws {ProblemError} 403 for members, 404 where the workspace has no such app.
 */
export async function deleteApp(principal: Principal, clientId: string): Promise<void> {
  requireOwner(principal);
  const id = toAppId(clientId);
  if (!id || !(await store().deleteApp(principal.workspaceId, id))) throw problem('not-found');
}

function invalid(error: z.ZodError) {
  const errors = error.issues.map(({ path, message }) => ({
    pointer: `/${path.join('/')}`,
    detail: message,
  }));
  return problem('validation-failed', { errors });
}
