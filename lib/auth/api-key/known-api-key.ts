import { type AddressMatcher, compileAddressRanges } from '@/lib/http/address-range';
import { effectiveScopes } from '../authorize';
import type { Principal } from '../principal';
import type { StoredApiKey } from './stored-api-key.repository';

/** A stored key with what each request needs worked out once. */
export type KnownApiKey = StoredApiKey & {
  principal: Principal;
  /** Undefined where the key may be used from anywhere. */
  isAllowedAddress: AddressMatcher | undefined;
};

/**
 * Works out the rights: the key's scopes that its owner may still use now. An owner who left has
 * none.
 */
export function toKnownApiKey(stored: StoredApiKey): KnownApiKey {
  const scopes = stored.role ? effectiveScopes(stored.scopes, stored.role) : new Set<never>();
  return {
    ...stored,
    principal: {
      credential: 'api-key',
      credentialId: stored.id,
      userId: stored.userId,
      workspaceId: stored.workspaceId,
      role: stored.role ?? 'member',
      mode: stored.mode,
      scopes,
      expiresAt: stored.expiresAt,
      names: {
        user: stored.userName,
        workspace: stored.workspaceName,
        credential: stored.name,
      },
    },
    isAllowedAddress:
      stored.allowedCidrs.length > 0 ? compileAddressRanges(stored.allowedCidrs) : undefined,
  };
}
