import { hkdfSync } from 'node:crypto';
import { EmbeddedJWK, importJWK, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { rememberProof } from '@/lib/auth/proof-of-possession/seen-proof.repository';
import { databaseNow } from '@/lib/database-clock.repository';
import { requireSecret } from '@/lib/env';

/** What a device may sign with: what Chromium offers. @see RFC 7518 section 3.1 */
export const DEVICE_ALGORITHMS = ['ES256', 'RS256'] as const;

export type DeviceAlgorithm = (typeof DEVICE_ALGORITHMS)[number];

const jwkSchema = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
  z.object({ kty: z.literal('RSA'), n: z.string(), e: z.string() }),
]);

/** The public half of a device's key pair. */
export type DeviceKey = { jwk: z.output<typeof jwkSchema>; algorithm: DeviceAlgorithm };

/** Binding a session is begun once, at the sign-in; each refresh has a challenge of its own. */
export type ChallengeUse = 'bind' | 'refresh';

const CHALLENGE_SECONDS = 300;

/** A proof that is missing, not about this challenge, or not by this key. For the log. */
export class DeviceProofError extends Error {
  override name = 'DeviceProofError';
}

/**
 * A challenge for one session. Nothing is stored until it is answered, so asking for many costs
 * no one anything; by the database's clock it is good for five minutes.
 */
export async function createChallenge(use: ChallengeUse, sessionId: string): Promise<string> {
  const now = await databaseNow();
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(use)
    .setSubject(sessionId)
    .setJti(crypto.randomUUID())
    .setExpirationTime(new Date(now.getTime() + CHALLENGE_SECONDS * 1000))
    .sign(deviceSecret('challenge'));
}

type ExpectedProof = {
  use: ChallengeUse;
  sessionId: string;
  /** The key that the session is bound to; at binding the proof brings it. */
  key?: DeviceKey;
};

/**
 * Verifies what a device signed: a JWT of type `dbsc+jwt` whose `jti` is a challenge of ours. The
 * challenge is used up only by a right signature, so no one can use up that of someone else.
 *
 * Attack: a signature of another session's device, a challenge made for binding, or one that was
 * answered before.
 * @throws {DeviceProofError}
 * @see https://w3c.github.io/webappsec-dbsc/
 */
export async function verifyDeviceProof(
  proof: string,
  { use, sessionId, key }: ExpectedProof,
): Promise<DeviceKey> {
  const now = await databaseNow();
  const keyOf: JWTVerifyGetKey = (header, token) =>
    key ? importJWK(key.jwk, key.algorithm) : EmbeddedJWK(header, token);
  const { payload, protectedHeader } = await jwtVerify(proof, keyOf, {
    typ: 'dbsc+jwt',
    algorithms: key ? [key.algorithm] : [...DEVICE_ALGORITHMS],
    requiredClaims: ['jti'],
    currentDate: now,
  }).catch((cause: unknown) => refuse('The signature is not right', cause));
  const challenge = String(payload.jti);
  await jwtVerify(challenge, deviceSecret('challenge'), {
    algorithms: ['HS256'],
    audience: use,
    subject: sessionId,
    requiredClaims: ['exp'],
    currentDate: now,
  }).catch((cause: unknown) => refuse('The challenge is not one of this session', cause));
  const forgetAt = new Date(now.getTime() + CHALLENGE_SECONDS * 1000);
  if (!(await rememberProof(`device ${challenge}`, forgetAt))) {
    refuse('The challenge was answered before');
  }
  return key ?? toDeviceKey(protectedHeader.jwk, protectedHeader.alg);
}

/**
 * A key as it came or as it is stored, with nothing that is not part of it.
 * @throws {DeviceProofError} a session whose key cannot be read must not work without it.
 */
export function toDeviceKey(jwk: unknown, algorithm: unknown): DeviceKey {
  const key = z.object({ jwk: jwkSchema, algorithm: z.enum(DEVICE_ALGORITHMS) });
  const parsed = key.safeParse({ jwk, algorithm });
  return parsed.success ? parsed.data : refuse('The key is of no kind that can be used');
}

/** A key for what only this server reads again, one for each purpose. */
export function deviceSecret(purpose: 'challenge' | 'cookie'): Uint8Array {
  const secret = requireSecret('AUTH_SECRET');
  return new Uint8Array(hkdfSync('sha256', secret, '', `tollgate device ${purpose}`, 32));
}

function refuse(message: string, cause?: unknown): never {
  throw new DeviceProofError(message, { cause });
}
