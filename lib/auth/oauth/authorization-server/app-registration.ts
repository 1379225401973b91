import { z } from 'zod';
import { requireOwner } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES, isScope } from '@/lib/auth/scope';
import { problem } from '@/lib/http/problem';
import {
  type AppRow,
  deleteAppOfWorkspace,
  findAppsOfWorkspace,
  insertApp,
  replaceAppSecret,
} from './app.repository';
import {
  createAppSecret,
  digestAppSecret,
  SECRET_OVERLAP_SECONDS,
  toAppId,
  toClientId,
} from './app-secret';

export type AppView = {
  clientId: string;
  name: string;
  redirectUris: string[];
  scopes: string[];
  requiredScopes: string[];
  public: boolean;
  createdAt: Date;
};

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const MAX_REDIRECT_URIS = 10;

const scopes = z.array(z.string().refine(isScope, 'is no scope')).max(ALL_SCOPES.length);

/**
 * Attack: an address that some parser reads differently, or that travels in clear, hands codes to
 * others. Only https, or http on the own machine; no user, no fragment, written the normal way.
 */
const redirectUri = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const secure =
    url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  const plain = !url.username && !url.password && !text.includes('#') && !text.includes('*');
  return secure && plain && (url.href === text || url.href === `${text}/`);
}, 'must be an https address, or http on localhost, without user, fragment or wildcard');

export const newAppSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    redirectUris: z.array(redirectUri).max(MAX_REDIRECT_URIS),
    scopes: scopes.min(1, 'needs at least one scope'),
    requiredScopes: scopes.default([]),
    public: z.boolean().default(false),
  })
  .refine(({ requiredScopes, scopes: all }) => requiredScopes.every((one) => all.includes(one)), {
    path: ['requiredScopes'],
    message: 'must be among the scopes',
  });

export type NewAppInput = z.input<typeof newAppSchema>;

/**
 * Registers an app. An app without redirect addresses can use the device grant only.
 * @returns the view, and the secret, once; null for a public app.
 * @throws {ProblemError} 403 `forbidden` for members, 422 `validation-failed`.
 */
export async function registerApp(
  principal: Principal,
  input: NewAppInput,
): Promise<{ view: AppView; secret: string | null }> {
  requireOwner(principal);
  const parsed = newAppSchema.safeParse(input);
  if (!parsed.success) throw problem('validation-failed', { errors: describeIssues(parsed.error) });
  const { public: isPublic, ...app } = parsed.data;
  const secret = isPublic ? null : createAppSecret();
  const row = await insertApp({
    ...app,
    workspaceId: principal.workspaceId,
    userId: principal.userId,
    secretDigest: secret === null ? null : digestAppSecret(secret),
  });
  return { view: toView(row), secret };
}

/** The apps that the principal's workspace registered, with how many people use each. */
export async function listApps(principal: Principal): Promise<(AppView & { users: number })[]> {
  const rows = await findAppsOfWorkspace(principal.workspaceId);
  return rows.map((row) => ({ ...toView(row), users: row.users }));
}

/**
 * Gives an app a new secret. The one before stays good for a day.
 * @throws {ProblemError} 403 for members, 404 where the workspace has no such confidential app.
 */
export async function rotateAppSecret(principal: Principal, clientId: string): Promise<string> {
  requireOwner(principal);
  const id = toAppId(clientId);
  const secret = createAppSecret();
  const previousExpiresAt = new Date(Date.now() + SECRET_OVERLAP_SECONDS * 1000);
  const replaced =
    id !== undefined &&
    (await replaceAppSecret(principal.workspaceId, id, digestAppSecret(secret), previousExpiresAt));
  if (!replaced) throw problem('not-found');
  return secret;
}

/**
 * Deletes an app and ends everything that people allowed it.
 * @throws {ProblemError} 403 for members, 404 where the workspace has no such app.
 */
export async function deleteApp(principal: Principal, clientId: string): Promise<void> {
  requireOwner(principal);
  const id = toAppId(clientId);
  const deleted = id !== undefined && (await deleteAppOfWorkspace(principal.workspaceId, id));
  if (!deleted) throw problem('not-found');
}

function toView({ id, workspaceId: _workspaceId, ...row }: AppRow): AppView {
  return { clientId: toClientId(id), ...row };
}

function describeIssues(error: z.ZodError): { pointer: string; detail: string }[] {
  return error.issues.map((issue) => ({
    pointer: `/${issue.path.join('/')}`,
    detail: issue.message,
  }));
}
