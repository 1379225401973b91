import type { ApiKeyRow } from '@/lib/auth/api-key/api-key-view';
import type { Mode } from '@/lib/auth/principal';
import type { AuditDetail } from './host';

/** A key as a store keeps it. The text of a key is in none of these columns. */
export type ApiKeyRecord = Omit<ApiKeyRow, 'publicJwk' | 'jwkThumbprint' | 'user'> & {
  workspaceId: string;
  madeByKeyId: string | null;
  /** HMAC-SHA-256 of the key under the pepper of that version. */
  digest: Buffer;
  pepperVersion: number;
  /** The secret before the last roll, and how long it works after the first use of the new one. */
  previousDigest: Buffer | null;
  previousPepperVersion: number | null;
  overlapSeconds: number | null;
};

/** Which keys a principal may see: always its workspace, and what narrows that further. */
export type ApiKeyFilter = { workspaceId: string; userId?: string; mode?: Mode };

export type AuditEntry = { actor: string; action: string; detail?: AuditDetail };

/** Columns that must still have these values for a change to take place. */
export type ApiKeyState = Partial<
  Pick<ApiKeyRecord, 'rolledAt' | 'revokedAt' | 'previousExpiresAt' | 'digest'>
>;

export type ApiKeyUse = { time: number; address: string | null; userAgent: string | null };

/** Told of each change to a key. `onDown`: notices may be lost from now on. */
export type ChangeListener = { onChange(id: string): void; onUp(): void; onDown(): void };

/**
 * Where keys are kept. Each method that changes something takes the entry for the audit log and
 * writes both in one transaction, and tells every process before or when it commits.
 */
export type ApiKeyStore = {
  insert(record: ApiKeyRecord, entry: AuditEntry): Promise<void>;
  /** By primary key; undefined where there is none. */
  select(id: string): Promise<ApiKeyRecord | undefined>;
  /** The keys that the filter lets through, newest first. */
  list(filter: ApiKeyFilter): Promise<ApiKeyRecord[]>;
  /** Changes the key that the filter lets through if it is still in that state; else undefined. */
  change(
    target: { id: string; filter?: ApiKeyFilter; only: ApiKeyState },
    data: Partial<ApiKeyRecord>,
    entry?: AuditEntry,
  ): Promise<ApiKeyRecord | undefined>;
  /** Revokes a key and all that it made, and they made; undefined if it is not there or revoked. */
  revokeTree(
    filter: ApiKeyFilter,
    id: string,
    reason: string,
    entry: AuditEntry,
  ): Promise<ApiKeyRecord | undefined>;
  /** Writes last uses, forward only. Tells no one: the cache does not hold them. */
  noteUses(uses: ReadonlyMap<string, ApiKeyUse>): Promise<void>;
  listen(listener: ChangeListener): () => Promise<void>;
  close(): Promise<void>;
};

/** Whether the filter lets a key through. */
export function isVisible({ workspaceId, userId, mode }: ApiKeyFilter, key: ApiKeyRecord): boolean {
  if (key.workspaceId !== workspaceId) return false;
  return (userId === undefined || key.userId === userId) && (mode ?? key.mode) === key.mode;
}
