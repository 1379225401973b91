import { compileAddressRanges } from '@/lib/http/address-range';
import { z } from 'zod';
import { describePlatform } from './platform';
import type { TrustRuleRow } from './trust-rule.repository';

/** Clocks of issuers differ by seconds. */
const CLOCK_SECONDS = 30;
/** A token that is valid for longer is a stored secret again. */
export const MAX_TOKEN_LIFETIME_SECONDS = 86_400;

/** One thing that a rule asks of a token. */
export type Condition = {
  name: string;
  met: boolean;
  /** For the owner of the rule alone: it names values of both. */
  detail: string;
};

export type Claims = Readonly<Record<string, unknown>>;

type Judged = Pick<
  TrustRuleRow,
  'platform' | 'issuer' | 'audience' | 'claims' | 'allowedCidrs' | 'expiresAt' | 'revokedAt'
>;

const pinnedSchema = z.record(z.string(), z.string());

/** The claims of a rule, as stored. */
export function pinnedClaims({ claims }: Pick<TrustRuleRow, 'claims'>): Record<string, string> {
  return pinnedSchema.parse(claims);
}

/**
 * Compares the claims of a token with a rule: all of its conditions, met or not, in the order in which
 * the page of rules shows them. The signature is not one of them.
 * @param where the caller's address; undefined leaves the condition out, for a dry run.
 * @see RFC 7519 section 4.1, RFC 8725 section 3
 */
export function judgeClaims(
  rule: Judged,
  claims: Claims,
  where: { address: string | null } | undefined,
  now = new Date(),
): Condition[] {
  const pinned = pinnedClaims(rule);
  const conditions = [
    compare('iss', claims.iss, rule.issuer),
    judgeAudience(rule, claims.aud),
    ...judgeTimes(claims, Math.floor(now.getTime() / 1000)),
    ...Object.entries(pinned).map(([name, value]) => compare(name, readClaim(claims, name), value)),
    ...judgeRefused(rule, claims, pinned),
    {
      name: 'rule in force',
      met: rule.revokedAt === null && (rule.expiresAt === null || rule.expiresAt > now),
      detail: 'The rule was neither revoked nor has it expired.',
    },
  ];
  if (where && rule.allowedCidrs.length > 0) {
    const met = compileAddressRanges(rule.allowedCidrs)(where.address);
    const detail = `${where.address ?? 'no address'}, allowed: ${rule.allowedCidrs.join(', ')}`;
    conditions.push({ name: 'address', met, detail });
  }
  return conditions;
}

function compare(name: string, actual: unknown, expected: string): Condition {
  const text = toText(actual);
  return { name, met: text === expected, detail: `${show(actual)}, the rule says ${expected}` };
}

/**
 * Attack: a token for two services, sent here by the other one.
 */
function judgeAudience({ audience }: Judged, aud: unknown): Condition {
  const audiences: unknown[] = [aud].flat();
  const met = audiences.length === 1 && audiences[0] === audience;
  return { name: 'aud', met, detail: `${show(aud)}, the rule says ${audience} and nothing else` };
}

function judgeTimes({ exp, nbf, iat }: Claims, now: number): Condition[] {
  const at = (time: unknown) =>
    typeof time === 'number' && Math.abs(time) < 1e12
      ? new Date(time * 1000).toISOString()
      : show(time);
  const issued = typeof iat === 'number' && iat <= now + CLOCK_SECONDS;
  return [
    { name: 'exp', met: typeof exp === 'number' && exp > now, detail: `expires ${at(exp)}` },
    {
      name: 'nbf',
      met: nbf === undefined || (typeof nbf === 'number' && nbf <= now + CLOCK_SECONDS),
      detail: nbf === undefined ? 'not set' : `valid from ${at(nbf)}`,
    },
    { name: 'iat', met: issued, detail: `issued ${at(iat)}; it must be set and not in the future` },
    {
      name: 'lifetime',
      met: issued && typeof exp === 'number' && exp - iat <= MAX_TOKEN_LIFETIME_SECONDS,
      detail: 'at most 24 hours from iat to exp',
    },
  ];
}

/** Pull requests of strangers, mostly: a rule that wants them says so. */
function judgeRefused(rule: Judged, claims: Claims, pinned: Record<string, string>): Condition[] {
  return Object.entries(describePlatform(rule.platform).refused)
    .filter(([name]) => !Object.hasOwn(pinned, name))
    .map(([name, values]) => ({
      name: `${name} (default)`,
      met: !values.includes(toText(readClaim(claims, name)) ?? ''),
      detail: `${show(readClaim(claims, name))}; refused unless the rule names ${name}: ${values.join(', ')}`,
    }));
}

/** A claim by name, or by JSON Pointer where it is inside an object. @see RFC 6901 */
export function readClaim(claims: Claims, name: string): unknown {
  if (!name.startsWith('/')) return Object.hasOwn(claims, name) ? claims[name] : undefined;
  let value: unknown = claims;
  for (const part of name.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/**
 * Ids come as numbers from some issuers and as texts from others. A list is never equal.
 *
 * Attack: two ids above 2^53 are one number in JavaScript.
 */
function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || Number.isSafeInteger(value) ? String(value) : undefined;
}

const MAX_SHOWN = 120;

function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, MAX_SHOWN);
}
