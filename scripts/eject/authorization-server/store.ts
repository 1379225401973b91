import type { Mode } from '@/lib/auth/principal';

/** An app as a store keeps it: of its secrets, only SHA-256. */
export type AppRecord = {
  id: string;
  /** Who registered it, and the name that the consent page shows of them. */
  workspaceId: string;
  ownerName: string;
  name: string;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  scopes: string[];
  /** Those that a person cannot untick. */
  requiredScopes: string[];
  public: boolean;
  /** A JWK Set of public keys, for an app that signs its own assertions. */
  jwks: unknown;
  /** It introspects tokens and gets none. */
  resourceServer: boolean;
  createdAt: Date;
  secretDigest: Buffer | null;
  /** The secret before the last rotation, and how long it is still good. */
  previousSecretDigest: Buffer | null;
  previousSecretExpiresAt: Date | null;
};

/** What a person allowed an app: one connection, on one device. */
export type GrantRecord = {
  id: string;
  appId: string;
  userId: string;
  workspaceId: string;
  mode: Mode;
  scopes: string[];
  declinedScopes: string[];
  /** What its tokens can be for: `api`, `mcp`; empty for both. */
  audiences: string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  device: string | null;
  /** When the person last proved who they are before allowing this. */
  authenticatedAt: Date | null;
  revokedAt: Date | null;
};

/** A code, token, interaction or other thing that is kept for a while. Of its value, only SHA-256. */
export type ArtefactRecord = {
  digest: Buffer;
  kind: string;
  payload: Record<string, unknown>;
  grantId: string | null;
  uidDigest: Buffer | null;
  userCodeDigest: Buffer | null;
  expiresAt: Date;
  consumedAt: Date | null;
};

export type ArtefactKey = Partial<Pick<ArtefactRecord, 'digest' | 'uidDigest' | 'userCodeDigest'>>;

/** Where apps, grants and what was handed out for them are kept. */
export type OAuthStore = {
  insertApp(app: AppRecord): Promise<void>;
  findApp(id: string): Promise<AppRecord | undefined>;
  /** Newest first. */
  listApps(workspaceId: string): Promise<AppRecord[]>;
  /** @returns whether the workspace has such an app. */
  changeApp(workspaceId: string, id: string, data: Partial<AppRecord>): Promise<boolean>;
  /** Deletes an app with its grants and all that was handed out for them. */
  deleteApp(workspaceId: string, id: string): Promise<boolean>;

  insertGrant(grant: GrantRecord): Promise<void>;
  findGrant(id: string): Promise<GrantRecord | undefined>;
  /** Newest first, ended ones included. */
  listGrants(userId: string): Promise<GrantRecord[]>;
  changeGrant(id: string, data: Partial<Pick<GrantRecord, 'scopes' | 'lastUsedAt'>>): Promise<void>;
  /** Ends a grant and deletes all that was handed out for it, in one transaction. */
  endGrant(id: string): Promise<void>;

  /** Stores it, or replaces what is stored under the same key. A use that was noted stays noted. */
  saveArtefact(key: ArtefactKey, artefact: ArtefactRecord): Promise<void>;
  /** Stores it unless there is one. @returns false where there was. */
  insertArtefact(artefact: ArtefactRecord): Promise<boolean>;
  findArtefact(key: ArtefactKey): Promise<ArtefactRecord | undefined>;
  /** Notes that it is used. @returns false where it was used before or is gone: of two at once, one wins. */
  consumeArtefact(digest: Buffer): Promise<boolean>;
  deleteArtefact(digest: Buffer): Promise<void>;
  deleteArtefactsOfGrant(kind: string, grantId: string): Promise<void>;
  /** Deletes what expired, and what was used, before these moments. */
  pruneArtefacts(before: { expired: Date; consumed: Date }): Promise<void>;
  close(): Promise<void>;
};
