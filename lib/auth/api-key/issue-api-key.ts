import { nameActor } from '@/lib/audit/audit-actor';
import { describeWrongRange, parseAddressRange } from '@/lib/http/address-range';
import type { FieldError } from '@/lib/http/problem';
import { maskSecrets } from '@/lib/mask-secrets';
import type { Mode, Principal } from '../principal';
import type { Scope } from '../scope';
import { insertApiKey } from './api-key.repository';
import {
  API_KEY_DEFAULT_DAYS,
  API_KEY_MAX_DAYS,
  DAY_SECONDS,
  inheritLimits,
  readBinding,
  refuseFields,
  refuseStronger,
} from './api-key-policy';
import { type ApiKeyView, toApiKeyView } from './api-key-view';
import { mintApiKey, newApiKeyId } from './key-format';
import { digestApiKey, issuingPepper } from './pepper';

export type NewApiKeyInput = {
  name: string;
  scopes: Scope[];
  mode: Mode;
  /** 1 to 366; 90 where neither this nor `expiresInSeconds` is given. */
  expiresInDays?: number;
  expiresInSeconds?: number;
  /** In place of a lifetime: the same end as the credential that makes it. */
  expiresAt?: Date | null;
  /** CIDR ranges or single addresses. Empty: from anywhere. */
  allowedCidrs?: string[];
  /** Requests a minute; null is the default. 0 lifts the limit, for operators only. */
  rateLimit?: number | null;
  /** A JWK or PEM: the key then works only with a proof of the private half. */
  publicKey?: string;
};

const MAX_NAME_LENGTH = 80;
const MAX_RANGES = 50;
/** Requests a minute. */
const MAX_RATE_LIMIT = 1_000_000;

/**
 * Makes a key for the principal's workspace, bound to a key pair where a public key is given. The text of the key is returned this one time; the
 * database gets its digest.
 * @throws {ProblemError} 422 for wrong fields, 403 `scope-escalation` for more than the caller has.
 */
export async function issueApiKey(
  principal: Principal,
  input: NewApiKeyInput,
): Promise<{ key: string; view: ApiKeyView }> {
  // People paste what they have at hand, the key before this one too.
  const name = maskSecrets(input.name.trim());
  const lifetime =
    input.expiresInSeconds ?? (input.expiresInDays ?? API_KEY_DEFAULT_DAYS) * DAY_SECONDS;
  const ranges = (input.allowedCidrs ?? []).map(parseAddressRange);
  const { boundKey: ownKey, errors: keyErrors } = await readBinding(input.publicKey);
  refuseFields([
    ...checkBasics(principal, input, name, lifetime),
    ...checkRanges(input.allowedCidrs ?? []),
    ...keyErrors,
  ]);
  const expiresAt = input.expiresAt ?? new Date(Date.now() + lifetime * 1000);
  const scopes = [...new Set(input.scopes)];
  const wanted = { ...input, scopes, expiresAt, allowedCidrs: ranges.filter(isRange) };
  refuseStronger(principal, wanted);
  const limits = await inheritLimits(principal, { ...wanted, boundKey: ownKey });

  const id = newApiKeyId();
  const key = mintApiKey(input.mode, id);
  const pepper = issuingPepper();
  const row = await insertApiKey(
    {
      id,
      workspaceId: principal.workspaceId,
      userId: principal.userId,
      name,
      mode: input.mode,
      scopes,
      digest: new Uint8Array(digestApiKey(key, pepper.secret)),
      pepperVersion: pepper.version,
      expiresAt,
      ...limits,
    },
    {
      action: 'api-key.issued',
      ...nameActor(principal, {
        name,
        scopes,
        expires_at: expiresAt.toISOString(),
        ...(limits.boundKey ? { bound_to: limits.boundKey.thumbprint } : {}),
        by: principal.credential,
      }),
    },
  );
  return { key, view: toApiKeyView(row) };
}

function isRange(range: string | undefined): range is string {
  return range !== undefined;
}

function checkBasics(
  principal: Principal,
  input: NewApiKeyInput,
  name: string,
  lifetime: number,
): FieldError[] {
  const errors: FieldError[] = [];
  if (name.length < 1 || name.length > MAX_NAME_LENGTH) {
    errors.push({ pointer: '/name', detail: `1 to ${MAX_NAME_LENGTH} characters.` });
  }
  if (input.scopes.length === 0) {
    errors.push({ pointer: '/scopes', detail: 'Choose at least one scope.' });
  }
  if (!Number.isInteger(lifetime) || lifetime < 1 || lifetime > API_KEY_MAX_DAYS * DAY_SECONDS) {
    errors.push({ pointer: '/expires_in_days', detail: `1 to ${API_KEY_MAX_DAYS} days.` });
  }
  const limit = input.rateLimit ?? 1;
  const lowest = principal.credential === 'operator' ? 0 : 1;
  if (!Number.isInteger(limit) || limit < lowest || limit > MAX_RATE_LIMIT) {
    const detail = `${lowest} to ${MAX_RATE_LIMIT} requests a minute.`;
    errors.push({ pointer: '/rate_limit', detail });
  }
  return errors;
}

function checkRanges(ranges: readonly string[]): FieldError[] {
  const wrong = ranges.flatMap((range, index) =>
    parseAddressRange(range) === undefined
      ? [{ pointer: `/allowed_cidrs/${index}`, detail: describeWrongRange(range) }]
      : [],
  );
  if (ranges.length <= MAX_RANGES) return wrong;
  return [...wrong, { pointer: '/allowed_cidrs', detail: `At most ${MAX_RANGES} ranges.` }];
}
