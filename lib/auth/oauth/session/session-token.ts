import { createHash, randomBytes } from 'node:crypto';
import { getEnv } from '@/lib/env';

const TOKEN_BYTES = 32;

/** A new session token: 256 random bits. Only the browser keeps it. */
export function createSessionToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * What the database keeps of a session token. A plain hash is enough here: no one can guess 256
 * random bits, so there is nothing that a slow hash would slow down.
 */
export function digestSessionToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}

/** A session ends when no one used it for a while, and in any case some time after the sign-in. */
export type SessionLimits = { idleMs: number; absoluteMs: number };

/** How often, at most, a session's row is written while it is used. */
export const TOUCH_INTERVAL_MS = 60_000;

export function sessionLimits(): SessionLimits {
  const env = getEnv();
  return {
    idleMs: env.SESSION_MAX_AGE_SECONDS * 1000,
    absoluteMs: env.SESSION_ABSOLUTE_SECONDS * 1000,
  };
}

/** When a session that began at `createdAt` and is used `now` ends, unless it is used again. */
export function sessionExpiry(createdAt: Date, now: Date, limits: SessionLimits): Date {
  return new Date(Math.min(now.getTime() + limits.idleMs, createdAt.getTime() + limits.absoluteMs));
}

/**
 * Whether a session may still be used. The absolute end is worked out from the row's beginning each
 * time, so a shorter limit holds for sessions that exist already.
 */
export function isSessionAlive(
  session: { createdAt: Date; expiresAt: Date },
  now: Date,
  limits: SessionLimits,
): boolean {
  const absoluteEnd = session.createdAt.getTime() + limits.absoluteMs;
  return now < session.expiresAt && now.getTime() < absoluteEnd;
}
