import { createHash } from 'node:crypto';
import type { Mode } from '@/lib/auth/principal';
import { databaseNow } from '@/lib/database-clock.repository';
import { db } from '@/lib/db';
import type { ConnectionProvider } from './connection-provider';

/** What the answer of a provider must fit. */
export type ConnectionAttempt = {
  sessionId: string;
  workspaceId: string;
  mode: Mode;
  provider: ConnectionProvider;
  /** JWE, null without PKCE. */
  codeVerifier: string | null;
};

const LIFETIME_MS = 10 * 60_000;

/** As many tabs of one person may be at the provider at a time. */
const KEPT_ATTEMPTS = 4;

/**
 * Keeps an attempt for ten minutes under the digest of its state. Of one session and provider the
 * newest four are kept: a connection that is begun in a second tab does not end the first.
 */
export async function insertAttempt(state: string, attempt: ConnectionAttempt): Promise<void> {
  await db().connectionAttempt.create({
    data: {
      ...attempt,
      stateDigest: digest(state),
      expiresAt: new Date(Date.now() + LIFETIME_MS),
    },
  });
  const { sessionId, provider } = attempt;
  const older = await db().connectionAttempt.findMany({
    where: { sessionId, provider },
    orderBy: { expiresAt: 'desc' },
    skip: KEPT_ATTEMPTS,
    select: { stateDigest: true },
  });
  const digests = older.map(({ stateDigest }) => stateDigest);
  if (digests.length > 0) {
    await db().connectionAttempt.deleteMany({ where: { stateDigest: { in: digests } } });
  }
}

/**
 * Takes an attempt: the first to ask has it, and no one a second time.
 * @returns null where there is none with this state, or it is too old.
 */
export async function takeAttempt(
  state: string,
  now = new Date(),
): Promise<ConnectionAttempt | null> {
  const where = { stateDigest: digest(state) };
  const attempt = await db().connectionAttempt.findUnique({
    where,
    omit: { stateDigest: true },
  });
  const { count } = await db().connectionAttempt.deleteMany({ where });
  if (!attempt || count === 0 || attempt.expiresAt <= now) return null;
  const { expiresAt: _expiresAt, ...rest } = attempt;
  return rest;
}

/** By the clock of another process an attempt may still be valid. */
const CLOCK_MARGIN_MS = 3_600_000;

/** Deletes what no one finished. */
export async function pruneAttempts(): Promise<void> {
  const longAgo = new Date((await databaseNow()).getTime() - CLOCK_MARGIN_MS);
  await db().connectionAttempt.deleteMany({ where: { expiresAt: { lt: longAgo } } });
}

function digest(state: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(state).digest());
}
