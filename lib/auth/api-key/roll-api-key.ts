import { nameActor } from '@/lib/audit/audit-actor';
import { afterCommit } from '@/lib/db';
import { problem } from '@/lib/http/problem';
import type { Principal } from '../principal';
import {
  type AuditEntry,
  changeApiKey,
  findApiKey,
  findSecrets,
  presentPair,
  previousPair,
} from './api-key.repository';
import { apiKeyCache } from './api-key-cache';
import { readBinding, refuseFields, refuseStronger, visibleApiKeys } from './api-key-policy';
import { type ApiKeyView, toApiKeyView } from './api-key-view';
import { mintApiKey } from './key-format';
import { digestApiKey, issuingPepper } from './pepper';

/** How long the old secret may go on after the first use of the new one, in seconds. */
export const ROLL_OVERLAPS = { '0': 0, '1h': 3_600, '24h': 86_400, '7d': 604_800 } as const;

export type RollOverlap = keyof typeof ROLL_OVERLAPS;

export const DEFAULT_ROLL_OVERLAP: RollOverlap = '24h';

type RollOptions = {
  overlap?: RollOverlap;
  /** The last roll that the caller knows of. A later one makes this one a conflict. */
  lastRolledAt?: Date | null;
  /** The caller proved itself with the present secret, so that one is in use. */
  presentInUse?: boolean;
  /** A JWK or PEM: the new secret is bound to this pair. Left out, it keeps the pair of the old one. */
  publicKey?: string;
};

/**
 * Gives a key a new secret under the same id. The grace of the old one starts at the first use of
 * the new one and never passes the old expiry; the new one lives as long as the key was made for.
 * A new secret that was never used (lost, perhaps) is replaced: the one that callers have goes on.
 * Of many at once exactly one succeeds. A bound key stays bound: a roll keeps its pair or replaces it,
 * and the old secret works with the old pair.
 * @returns the new key, shown this one time.
 * @throws {ProblemError} 404 for a key out of sight, 422 for a public key that is none, 403 `scope-escalation` for one stronger than
 * the caller, 409 `conflict` for one that is revoked, expired or was rolled meanwhile.
 */
export async function rollApiKey(
  principal: Principal,
  id: string,
  {
    overlap = DEFAULT_ROLL_OVERLAP,
    lastRolledAt,
    presentInUse = false,
    publicKey,
  }: RollOptions = {},
): Promise<{ key: string; view: ApiKeyView }> {
  const filter = visibleApiKeys(principal);
  const row = await findApiKey(filter, id);
  const secrets = row && (await findSecrets(id));
  if (!row || !secrets) throw problem('not-found');
  const now = new Date();
  const view = toApiKeyView(row, now);
  if (view.status !== 'active') throw problem('conflict', { detail: `The key is ${view.status}.` });
  if (id !== principal.credentialId) refuseStronger(principal, view);

  const replaced = await readBinding(publicKey);
  refuseFields(replaced.errors);
  const boundKey = replaced.boundKey ?? secrets.present.boundKey;

  const key = mintApiKey(row.mode, id);
  const pepper = issuingPepper();
  const born = row.rolledAt ?? row.createdAt;
  const lifetimeMs = row.expiresAt.getTime() - born.getTime();
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  const { present, waiting } = secrets;
  const lost = !presentInUse && waiting !== null && waiting.notAfter > now;
  const old = lost ? waiting : { ...present, notAfter: row.expiresAt };
  const rolled = await changeApiKey(
    filter,
    id,
    {
      rolledAt: lastRolledAt === undefined ? row.rolledAt : lastRolledAt,
      revokedAt: null,
      // A first use meanwhile: then it is the present secret that callers have.
      ...(lost ? { previousExpiresAt: null } : {}),
    },
    {
      digest: new Uint8Array(digestApiKey(key, pepper.secret)),
      pepperVersion: pepper.version,
      previousDigest: old.digest,
      previousPepperVersion: old.pepperVersion,
      overlapSeconds: ROLL_OVERLAPS[overlap],
      previousNotAfter: old.notAfter,
      ...presentPair(boundKey),
      ...previousPair(old.boundKey),
      previousExpiresAt: overlap === '0' ? now : null,
      rolledAt: now,
      expiresAt,
      exposedAt: null,
    },
    auditRoll(principal, overlap, expiresAt, boundKey?.thumbprint),
  );
  if (!rolled) throw problem('conflict', { detail: 'The key was rolled or revoked meanwhile.' });
  // The notification takes a moment to come back here; the old secret must not.
  afterCommit(() => apiKeyCache.forget(id));
  return { key, view: toApiKeyView(rolled, now) };
}

function auditRoll(
  principal: Principal,
  overlap: RollOverlap,
  expiresAt: Date,
  thumbprint: string | undefined,
): AuditEntry {
  return {
    action: 'api-key.rolled',
    ...nameActor(principal, {
      overlap,
      expires_at: expiresAt.toISOString(),
      ...(thumbprint === undefined ? {} : { bound_to: thumbprint }),
      by: principal.credential,
    }),
  };
}
