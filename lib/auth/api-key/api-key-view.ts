import { decodeHeader } from '@/lib/decode-header';
import type { Mode } from '../principal';
import { type Binding, describeBinding, toBoundKey } from '../proof-of-possession/public-key';
import { isScope, type Scope } from '../scope';
import { maskApiKey } from './key-format';

/** A key as its owner sees it after the one time that it was shown whole. */
export type ApiKeyView = {
  /** The public 8 characters inside the key. */
  id: string;
  /** `tg_test_Ab12Cd34…` */
  masked: string;
  name: string;
  mode: Mode;
  scopes: Scope[];
  status: 'active' | 'expired' | 'revoked';
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  revokedReason: string | null;
  /** Set when the key was seen where it must not be, a URL for one. */
  exposedAt: Date | null;
  rolledAt: Date | null;
  /** Until when at most the secret before the last roll works; null where it no longer does. */
  previousWorksUntil: Date | null;
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
  lastUsedUserAgent: string | null;
  allowedCidrs: string[];
  /** Requests a minute; null is the default, 0 no limit. */
  rateLimit: number | null;
  /** The key pair that the key works with only; null for a plain bearer key. */
  bound: Binding | null;
  userId: string;
  ownerName: string | null;
};

/** The columns that a view is made from. */
export type ApiKeyRow = Omit<
  ApiKeyView,
  'masked' | 'status' | 'scopes' | 'bound' | 'ownerName' | 'previousWorksUntil'
> & {
  scopes: string[];
  previousExpiresAt: Date | null;
  previousNotAfter: Date | null;
  publicJwk: unknown;
  jwkThumbprint: string | null;
  user: { name: string | null };
};

/** Turns a stored row into what its owner may see. Digests never pass. */
export function toApiKeyView(row: ApiKeyRow, now: Date = new Date()): ApiKeyView {
  const previousUntil = row.previousExpiresAt ?? row.previousNotAfter;
  return {
    id: row.id,
    masked: maskApiKey(row),
    name: row.name,
    mode: row.mode,
    scopes: row.scopes.filter(isScope),
    status: row.revokedAt ? 'revoked' : row.expiresAt <= now ? 'expired' : 'active',
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    revokedAt: row.revokedAt,
    revokedReason: row.revokedReason,
    exposedAt: row.exposedAt,
    rolledAt: row.rolledAt,
    previousWorksUntil: previousUntil && previousUntil > now ? previousUntil : null,
    lastUsedAt: row.lastUsedAt,
    lastUsedAddress: row.lastUsedAddress,
    lastUsedUserAgent: row.lastUsedUserAgent && decodeHeader(row.lastUsedUserAgent),
    allowedCidrs: row.allowedCidrs,
    rateLimit: row.rateLimit,
    bound: describeBinding(toBoundKey(row.publicJwk, row.jwkThumbprint)),
    userId: row.userId,
    ownerName: row.user.name,
  };
}
