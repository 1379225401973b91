import { requireOwner } from '@/lib/auth/authorize';
import type { Mode, Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import {
  type AppRow,
  type AppUse,
  deleteAppOfWorkspace,
  forgetPreviousSecret,
  insertApp,
  replaceAppSecret,
  updateApp,
} from './app.repository';
import { findAppsOfWorkspace } from './find-app.repository';
import {
  createAppSecret,
  digestAppSecret,
  SECRET_OVERLAP_SECONDS,
  toAppId,
  toClientId,
} from './app-credentials';
import { type CertificateView, describeCertificate } from './machine-certificate';
import {
  type AppChangeInput,
  appChangeSchema,
  type NewAppInput,
  newAppSchema,
  parseApp,
} from './app-schema';

export type AppView = {
  clientId: string;
  name: string;
  redirectUris: string[];
  scopes: string[];
  requiredScopes: string[];
  public: boolean;
  /** Of a machine client: the data that it reaches. */
  machineMode: Mode | null;
  /** Of a machine client: what proves it. */
  certificate: CertificateView | null;
  /** The one before, while it proves it, too. */
  previousCertificate: (CertificateView & { worksUntil: Date }) | null;
  /** How the app proves who it is when it asks for tokens. */
  authMethod: 'none' | 'client_secret_basic' | 'private_key_jwt' | 'self_signed_tls_client_auth';
  postLogoutRedirectUris: string[];
  /** It introspects tokens and gets none. */
  resourceServer: boolean;
  createdAt: Date;
};

export type AppWithUse = AppView & AppUse;

/**
 * Registers an app. An app without redirect addresses can use the device grant only.
 * @returns the view, and the secret, once; null for an app that proves itself otherwise.
 * @throws {ProblemError} 403 `forbidden` for members, 422 `validation-failed`.
 */
export async function registerApp(
  principal: Principal,
  input: NewAppInput,
): Promise<{ view: AppView; secret: string | null }> {
  requireOwner(principal);
  const { machine, ...app } = parseApp(newAppSchema, input);
  const secret = app.public || machine || app.jwks ? null : createAppSecret();
  const row = await insertApp(principal, {
    ...app,
    certificate: machine?.certificate ?? null,
    machineMode: machine?.mode ?? null,
    secretDigest: secret === null ? null : digestAppSecret(secret),
  });
  return { view: toView(row), secret };
}

/** The apps that the principal's workspace registered, with who uses each, newest first. */
export async function listApps(principal: Principal): Promise<AppWithUse[]> {
  const rows = await findAppsOfWorkspace(principal.workspaceId);
  return rows.map(({ use, ...row }) => ({ ...toView(row), ...use }));
}

/**
 * One of them.
 * @throws {ProblemError} 404 where the workspace has no such app.
 */
export async function getApp(principal: Principal, clientId: string): Promise<AppWithUse> {
  const app = (await listApps(principal)).find((one) => one.clientId === clientId);
  if (!app) throw problem('not-found');
  return app;
}

/**
 * Changes what people read and where codes go. Codes under way to an address that is gone are lost.
 * @throws {ProblemError} 403 for members, 404, 422 `validation-failed`.
 */
export async function changeApp(
  principal: Principal,
  clientId: string,
  input: AppChangeInput,
): Promise<void> {
  const change = parseApp(appChangeSchema, input);
  await changing(principal, clientId, (id) => updateApp(principal, id, change));
}

/**
 * Gives an app a new secret. The one before stays good for a day.
 * @throws {ProblemError} 403 for members, 404 where the workspace has no such confidential app.
 */
export async function rotateAppSecret(principal: Principal, clientId: string): Promise<string> {
  const secret = createAppSecret();
  const previousExpiresAt = new Date(Date.now() + SECRET_OVERLAP_SECONDS * 1000);
  await changing(principal, clientId, (id) =>
    replaceAppSecret(principal, id, digestAppSecret(secret), previousExpiresAt),
  );
  return secret;
}

/**
 * Ends the overlap: the secret before works no more. For one that leaked, or once the new one is
 * everywhere.
 * @throws {ProblemError} 403 for members, 404 where there is no such app or no overlap.
 */
export async function endSecretOverlap(principal: Principal, clientId: string): Promise<void> {
  await changing(principal, clientId, (id) => forgetPreviousSecret(principal, id));
}

/**
 * Deletes an app and ends everything that people allowed it.
 * @throws {ProblemError} 403 for members, 404 where the workspace has no such app.
 */
export async function deleteApp(principal: Principal, clientId: string): Promise<void> {
  await changing(principal, clientId, (id) => deleteAppOfWorkspace(principal, id));
}

/**
 * Makes one change to one app of the principal's workspace.
 * @param change says whether there was such an app in the right state.
 * @throws {ProblemError} 403 for members, 404 where there was none.
 */
export async function changing(
  principal: Principal,
  clientId: string,
  change: (id: string) => Promise<boolean>,
): Promise<void> {
  requireOwner(principal);
  const id = toAppId(clientId);
  const changed = id !== undefined && (await change(id));
  if (!changed) throw problem('not-found');
}

function toView(row: AppRow): AppView {
  const { id, workspaceId: _workspaceId, certificate, jwks: _jwks, ...rest } = row;
  const { previousCertificate: previous, previousCertificateExpiresAt: worksUntil, ...view } = rest;
  const overlaps = previous && worksUntil && worksUntil > new Date();
  return {
    clientId: toClientId(id),
    ...view,
    authMethod: authMethodOf(row),
    certificate: certificate === null ? null : describeCertificate(certificate),
    previousCertificate: overlaps ? { ...describeCertificate(previous), worksUntil } : null,
  };
}

function authMethodOf({ certificate, jwks, public: isPublic }: AppRow): AppView['authMethod'] {
  if (certificate !== null) return 'self_signed_tls_client_auth';
  if (jwks !== null) return 'private_key_jwt';
  return isPublic ? 'none' : 'client_secret_basic';
}
