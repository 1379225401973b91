import type { Scope } from './scope';

export type Mode = 'test' | 'live';
export type Role = 'owner' | 'member';

/**
 * The one answer of every door: who acts, for which workspace, with which rights. Domain functions
 * take it first, so that no one forgets to ask.
 */
export type Principal = {
  /** Which door let the caller in. `session` is a person in the browser, `operator` the command line. */
  credential: 'api-key' | 'oauth' | 'session' | 'operator';
  /** Names the credential in logs and audit without revealing it: key id, grant id, session id. */
  credentialId: string;
  userId: string;
  workspaceId: string;
  /** The owner's role in the workspace at this moment, not when the credential was made. */
  role: Role;
  mode: Mode;
  /** Effective scopes: those of the credential that the owner may still use. */
  scopes: ReadonlySet<Scope>;
  expiresAt: Date | null;
  /** Of an access token: when its person last proved who they are before allowing it. */
  authenticatedAt?: Date | null;
  /** Of an access token: what its sender has to have the private key of, by thumbprint. */
  sender?: { kind: 'key' | 'certificate'; thumbprint: string } | undefined;
  /** What a person calls them, where the door knows without asking again. */
  names?: { user: string | null; workspace: string; credential: string };
};
