import { dbPool } from '@/lib/db';
import type { Mode, Role } from '../principal';

/** A key and what its owner may do, as one row. */
export type StoredApiKey = {
  id: string;
  workspaceId: string;
  userId: string;
  name: string;
  mode: Mode;
  scopes: string[];
  digest: Buffer;
  pepperVersion: number;
  allowedCidrs: string[];
  rateLimit: number | null;
  expiresAt: Date;
  revokedAt: Date | null;
  rolledAt: Date | null;
  previousDigest: Buffer | null;
  previousPepperVersion: number | null;
  overlapSeconds: number | null;
  previousNotAfter: Date | null;
  previousExpiresAt: Date | null;
  publicJwk: unknown;
  jwkThumbprint: string | null;
  previousPublicJwk: unknown;
  previousJwkThumbprint: string | null;
  /** Null where the owner has left the workspace. */
  role: Role | null;
  userName: string | null;
  workspaceName: string;
};

/**
 * The one statement of a cache miss: by primary key, prepared once a connection. It answers one row
 * for an unknown id, too, so that both take the same way through driver and joins.
 */
const SELECT_API_KEY = `
  select k.id, k.workspace_id as "workspaceId", k.user_id as "userId", k.name, k.mode, k.scopes,
    k.digest, k.pepper_version as "pepperVersion", k.allowed_cidrs as "allowedCidrs",
    k.rate_limit as "rateLimit", k.expires_at as "expiresAt", k.revoked_at as "revokedAt",
    k.rolled_at as "rolledAt", k.previous_digest as "previousDigest",
    k.previous_pepper_version as "previousPepperVersion", k.overlap_seconds as "overlapSeconds",
    k.previous_not_after as "previousNotAfter", k.previous_expires_at as "previousExpiresAt",
    k.public_jwk as "publicJwk", k.jwk_thumbprint as "jwkThumbprint",
    k.previous_public_jwk as "previousPublicJwk",
    k.previous_jwk_thumbprint as "previousJwkThumbprint",
    m.role, u.name as "userName", w.name as "workspaceName"
  from (select $1::char(8) as id) wanted
  left join api_key k on k.id = wanted.id
  left join membership m on m.workspace_id = k.workspace_id and m.user_id = k.user_id
    and m.suspended_at is null
  left join "user" u on u.id = k.user_id
  left join workspace w on w.id = k.workspace_id`;

type FoundRow = StoredApiKey | { id: null };

/** The key with this id, undefined where there is none. */
export async function selectApiKey(id: string, pool = dbPool()): Promise<StoredApiKey | undefined> {
  const { rows } = await pool.query<FoundRow>({
    name: 'select-api-key',
    text: SELECT_API_KEY,
    values: [id],
  });
  const row = rows[0];
  return row && row.id !== null ? row : undefined;
}
