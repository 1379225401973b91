import type { ApiKeyRow } from '@/lib/auth/api-key/api-key-view';
import type { Role } from '@/lib/auth/principal';
import type { BoundKey } from './no-key-pair';
import {
  type ApiKeyFilter,
  type ApiKeyRecord,
  type ApiKeyState,
  type ApiKeyStore,
  type ApiKeyUse,
  type AuditEntry,
  isVisible,
} from './store';

/** The owner as your own tables know them now; null once they have left. */
export type FindOwner = (
  workspaceId: string,
  userId: string,
) => Promise<{ role: Role; userName: string | null; workspaceName: string } | null>;

type Chosen = { store: ApiKeyStore; findOwner: FindOwner };

let chosen: Chosen | undefined;

/** Chooses the store of this process, and how it learns who still belongs to a workspace. */
export function chooseApiKeyStore(store: ApiKeyStore, findOwner: FindOwner): void {
  chosen = { store, findOwner };
}

function store(): ApiKeyStore {
  if (!chosen) throw new Error('Call chooseApiKeyStore() before the first key is used.');
  return chosen.store;
}

/** A key and what its owner may do. */
export type StoredApiKey = ApiKeyRecord & {
  role: Role | null;
  userName: string | null;
  workspaceName: string;
} & typeof NO_PAIR;

export async function selectApiKey(id: string): Promise<StoredApiKey | undefined> {
  const record = await store().select(id);
  if (!record || !chosen) return undefined;
  const owner = await chosen.findOwner(record.workspaceId, record.userId);
  const noOwner = { role: null, userName: null, workspaceName: '' };
  return { ...record, ...(owner ?? noOwner), ...NO_PAIR };
}

type NewApiKey = Omit<ApiKeyRecord, keyof typeof EMPTY | 'createdAt' | 'digest'> & {
  digest: Uint8Array;
  boundKey: BoundKey | null;
};

/** Stores a new key. */
export async function insertApiKey(
  { boundKey: _none, ...key }: NewApiKey,
  entry: AuditEntry,
): Promise<ApiKeyRow> {
  const record = { ...EMPTY, ...key, digest: Buffer.from(key.digest), createdAt: new Date() };
  await store().insert(record, entry);
  return toRow(record);
}

const EMPTY = {
  revokedAt: null,
  revokedReason: null,
  exposedAt: null,
  rolledAt: null,
  previousDigest: null,
  previousPepperVersion: null,
  overlapSeconds: null,
  previousNotAfter: null,
  previousExpiresAt: null,
  lastUsedAt: null,
  lastUsedAddress: null,
  lastUsedUserAgent: null,
};

export async function findApiKey(filter: ApiKeyFilter, id: string): Promise<ApiKeyRow | null> {
  const record = await store().select(id);
  return record && isVisible(filter, record) ? toRow(record) : null;
}

export async function findApiKeys(filter: ApiKeyFilter): Promise<ApiKeyRow[]> {
  return (await store().list(filter)).map(toRow);
}

export async function changeApiKey(
  filter: ApiKeyFilter,
  id: string,
  only: ApiKeyState,
  { digest, previousDigest, ...data }: Changes,
  entry: AuditEntry,
): Promise<ApiKeyRow | null> {
  const digests = { digest: Buffer.from(digest), previousDigest: Buffer.from(previousDigest) };
  const changed = await store().change({ id, filter, only }, { ...data, ...digests }, entry);
  return changed ? toRow(changed) : null;
}

type Changes = Partial<Omit<ApiKeyRecord, 'digest' | 'previousDigest'>> & {
  digest: Uint8Array;
  previousDigest: Uint8Array;
};

export async function revokeApiKeyTree(...given: Parameters<ApiKeyStore['revokeTree']>) {
  const revoked = await store().revokeTree(...given);
  return revoked ? toRow(revoked) : null;
}

export async function findSecrets(id: string) {
  const key = await store().select(id);
  if (!key) return null;
  const { digest, pepperVersion, previousDigest, previousPepperVersion, previousNotAfter } = key;
  const present = { digest, pepperVersion, boundKey: null };
  const waiting =
    previousDigest && previousPepperVersion !== null && previousNotAfter && !key.previousExpiresAt;
  if (!waiting) return { present, waiting: null };
  const previous = { digest: previousDigest, pepperVersion: previousPepperVersion };
  return { present, waiting: { ...previous, boundKey: null, notAfter: previousNotAfter } };
}

/** Writes the last use of many keys. */
export function updateApiKeyUses(uses: ReadonlyMap<string, ApiKeyUse>): Promise<void> {
  return store().noteUses(uses);
}

/** Starts the end of the secret before the roll, once. */
export async function startPreviousGrace(id: string, digest: Buffer, end: Date): Promise<void> {
  const key = await store().select(id);
  if (!key?.previousNotAfter) return;
  const previousExpiresAt = end < key.previousNotAfter ? end : key.previousNotAfter;
  await store().change({ id, only: { digest, previousExpiresAt: null } }, { previousExpiresAt });
}

/** Replaces a digest under an old pepper by one under the issuing pepper, unless it changed. */
export async function renewDigest(
  id: string,
  renewed: { digest: Buffer; pepperVersion: number },
  old: Buffer,
): Promise<void> {
  await store().change({ id, only: { digest: old } }, renewed);
}

/** The columns of a key pair: there are none here. */
export const presentPair = (_key: BoundKey | null) => ({});

export const previousPair = presentPair;

export type ChannelListener = {
  channels: Record<string, (payload: string) => void>;
  onUp(): void;
  onDown(): void;
};

/** Follows the changes that any process makes to a key. */
export function listenToDatabase(...listeners: ChannelListener[]): () => Promise<void> {
  const tell = (say: (listener: ChannelListener) => void) => () => listeners.forEach(say);
  return store().listen({
    onChange: (id) => tell(({ channels }) => channels.tollgate_api_key_changed?.(id))(),
    onUp: tell((listener) => listener.onUp()),
    onDown: tell((listener) => listener.onDown()),
  });
}

const NO_PAIR = {
  publicJwk: null,
  jwkThumbprint: null,
  previousPublicJwk: null,
  previousJwkThumbprint: null,
};

function toRow(record: ApiKeyRecord): ApiKeyRow {
  return { ...record, ...NO_PAIR, user: { name: null } };
}
