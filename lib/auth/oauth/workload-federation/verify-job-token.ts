import { createHash } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader, errors, type JSONWebKeySet } from 'jose';
import { type Claims, judgeClaims } from './judge-claims';
import { type IssuerKeyCache, issuerKeys, toKeySet } from './issuer-keys';
import {
  findCandidates,
  findTrustRuleInForce,
  recordExchange,
  recordRefusal,
  type TrustRuleRow,
} from './trust-rule.repository';

/** Signatures with public keys. `none` and HMAC, whose key everyone would know, are not among them. */
export const JOB_TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
  'EdDSA',
];

const MAX_TOKEN_CHARACTERS = 16_384;
/** Beyond the token's own expiry, for issuers whose clock is behind. */
const REMEMBERED_SECONDS = 60;

/** Why a token was refused: for the log and the rule's owner, never for the caller. */
export class JobTokenError extends Error {
  override name = 'JobTokenError';
}

/** Writes a value down that may be seen once only; false where it was seen before. */
export type RememberOnce = (kind: string, id: string, expiresAt: Date) => Promise<boolean>;

/** The steps that the attack lab takes out one by one in a copy. */
export type JobTokenChecks = {
  find: typeof findCandidates;
  keys: Pick<IssuerKeyCache, 'get'>;
  verify: typeof verifySignature;
  judge: typeof judgeClaims;
  once: typeof requireFirstUse;
};

export const JOB_TOKEN_CHECKS: JobTokenChecks = {
  find: findCandidates,
  keys: issuerKeys,
  verify: verifySignature,
  judge: judgeClaims,
  once: requireFirstUse,
};

/**
 * Finds the one trust rule that a job's token fits.
 * @param named the rule that the caller asks for; otherwise exactly one has to fit.
 * @throws {JobTokenError} naming the condition that is not met. A rule that was judged notes it for
 * its owner; the caller must not learn it.
 * @see RFC 8693 section 2.1, RFC 7523 section 3
 */
export async function verifyJobToken(
  token: string,
  where: { address: string | null; named?: string | undefined; rememberOnce: RememberOnce },
  checks: JobTokenChecks = JOB_TOKEN_CHECKS,
): Promise<TrustRuleRow> {
  const unverified = readToken(token);
  const candidates = await checks.find(unverified.iss, unverified.aud, where.named);
  if (candidates.length === 0) {
    if (where.named) await recordMismatch(where.named, unverified);
    throw new JobTokenError('no rule for this issuer and audience');
  }
  const fitting: { rule: TrustRuleRow; claims: Claims }[] = [];
  let reason = 'no rule fits';
  // Verified once for all rules that take the issuer's own keys.
  let byIssuer: Promise<Claims> | undefined;
  for (const rule of candidates) {
    const verified = rule.jwks
      ? checks.verify(token, rule, checks.keys)
      : (byIssuer ??= checks.verify(token, rule, checks.keys));
    const outcome = await verified.then(
      (claims) => ({ claims, failed: checks.judge(rule, claims, where).find(({ met }) => !met) }),
      (cause: unknown) => ({ cause }),
    );
    if ('claims' in outcome && !outcome.failed) fitting.push({ rule, claims: outcome.claims });
    else {
      reason = 'cause' in outcome ? describeCause(outcome.cause) : describe(outcome.failed);
      await recordRefusal(rule.id, reason);
    }
  }
  const [first, second] = fitting;
  // Attack: a rule in another workspace for the same job, so that its data goes there.
  if (first && second) throw new JobTokenError('several rules fit: name one as client_id');
  if (!first) throw new JobTokenError(reason);
  await checks.once(token, first.rule, first.claims, where.rememberOnce);
  await recordExchange(first.rule.id, String(first.claims.sub ?? ''));
  return first.rule;
}

/** Tells the owner of the rule that a job named that its token is of another issuer or audience. */
async function recordMismatch(named: string, unverified: Claims): Promise<void> {
  const rule = await findTrustRuleInForce(named);
  const failed = rule && judgeClaims(rule, unverified, undefined).find(({ met }) => !met);
  if (failed) await recordRefusal(named, describe(failed));
}

function readToken(token: string): { iss: string; aud: string } {
  if (token.length > MAX_TOKEN_CHARACTERS) throw new JobTokenError('too long');
  try {
    const { alg = '' } = decodeProtectedHeader(token);
    const { iss, aud } = decodeJwt(token);
    const [audience, ...others] = [aud ?? []].flat();
    if (!JOB_TOKEN_ALGORITHMS.includes(alg)) throw new JobTokenError(`algorithm ${alg}`);
    if (typeof iss !== 'string') throw new JobTokenError('no issuer');
    if (typeof audience !== 'string' || others.length > 0) {
      throw new JobTokenError('not exactly one audience');
    }
    return { iss, aud: audience };
  } catch (cause) {
    if (cause instanceof JobTokenError) throw cause;
    throw new JobTokenError('not a signed JWT', { cause });
  }
}

/**
 * Verifies the signature, with keys read again where those that are known don't fit: an issuer that
 * rotates without an overlap costs the job one fetch, not its run.
 */
async function verifySignature(
  token: string,
  rule: Pick<TrustRuleRow, 'issuer' | 'jwks'>,
  keys: Pick<IssuerKeyCache, 'get'>,
): Promise<Claims> {
  const options = { algorithms: JOB_TOKEN_ALGORITHMS };
  if (rule.jwks) {
    const jwks = rule.jwks as unknown as JSONWebKeySet;
    await compactVerify(token, toKeySet(jwks), options);
    return decodeJwt(token);
  }
  const known = await keys.get(rule.issuer);
  try {
    await compactVerify(token, known.key, options);
  } catch (error) {
    if (!isKeyFault(error)) throw error;
    const fresh = await keys.get(rule.issuer, known.fetchedAt);
    await compactVerify(token, fresh.key, options);
  }
  return decodeJwt(token);
}

function isKeyFault(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JWSSignatureVerificationFailed
  );
}

/**
 * Attack: a token from a job's log, exchanged a second time. A token without `jti` is known by its
 * digest.
 */
async function requireFirstUse(
  token: string,
  rule: TrustRuleRow,
  claims: Claims,
  rememberOnce: RememberOnce,
): Promise<void> {
  if (rule.reusable) return;
  const own =
    typeof claims.jti === 'string' && claims.jti !== '' ? `jti\n${claims.jti}` : undefined;
  const id = own ?? `token\n${createHash('sha256').update(signedPart(token)).digest('base64url')}`;
  const expiresAt = new Date((Number(claims.exp) + REMEMBERED_SECONDS) * 1000);
  if (await rememberOnce('JobToken', `${rule.issuer}\n${id}`, expiresAt)) return;
  await recordRefusal(rule.id, 'jti: this token was exchanged before');
  throw new JobTokenError('exchanged before');
}

/** Header and claims. An ECDSA signature has a second spelling that is valid, too. */
function signedPart(token: string): string {
  return token.slice(0, token.lastIndexOf('.'));
}

function describe(failed: { name: string; detail: string } | undefined): string {
  return failed ? `${failed.name}: ${failed.detail}` : 'no rule fits';
}

function describeCause(cause: unknown): string {
  return `signature: ${cause instanceof Error ? cause.message : 'not verified'}`;
}
