import { randomUUID } from 'node:crypto';
import {
  digestSessionToken,
  isSessionAlive,
  sessionExpiry,
  sessionLimits,
  TOUCH_INTERVAL_MS,
} from '@/lib/auth/oauth/session/session-token';
import { oncePerProcess } from '@/lib/once-per-process';
import type { Identity, IdentityRecord, PersonRecord, SessionRecord, SignInStore } from './store';

export type { Identity };
export type UserRow = PersonRecord;
export type IdentityRow = IdentityRecord;

/** Next.js loads its own copies of a module, which all have to find the one store. */
const chosen = oncePerProcess('sign-in-store', (): { store?: SignInStore } => ({}));

/** Chooses the store of this process, before the first request. */
export function chooseSignInStore(store: SignInStore): void {
  chosen.store = store;
}

function store(): SignInStore {
  if (!chosen.store) throw new Error('Call chooseSignInStore() before the first sign-in.');
  return chosen.store;
}

export async function findUserById(id: string): Promise<UserRow | null> {
  return (await store().findPerson(id)) ?? null;
}

export async function findUserByIdentity({ issuer, subject }: Identity): Promise<UserRow | null> {
  return (await store().findPersonByIdentity(issuer, subject)) ?? null;
}

/** The providers that the owner of an e-mail address signs in with; empty where no one has it. */
export function findProvidersOfEmail(email: string): Promise<string[]> {
  return store().listProvidersOfEmail(email.toLowerCase());
}

/**
 * Makes a person and the identity they sign in with, or neither. Make here what else a new person needs.
 * @throws where the identity exists already.
 */
export async function insertUser(
  identity: Identity,
  { name, email, image }: Omit<PersonRecord, 'id'>,
): Promise<void> {
  const person = { id: randomUUID(), name, email: email?.toLowerCase() ?? null, image };
  await store().insertPerson(person, identity);
}

/** Adds an identity to a person. @throws where someone has it already. */
export function insertIdentity(identity: Identity, userId: string): Promise<void> {
  return store().insertIdentity(userId, identity);
}

export function findIdentitiesOfUser(userId: string): Promise<IdentityRow[]> {
  return store().listIdentities(userId);
}

export function deleteIdentity(userId: string, id: string) {
  return store().deleteIdentity(userId, id);
}

/** No session is bound to a device in this copy. */
type SessionDevice = { algorithm: string; refreshedAt: Date };

export type SessionRow = Omit<SessionRecord, 'tokenDigest' | 'userId' | 'providerSession'> & {
  device: SessionDevice | null;
};

export type LiveSession = SessionRow & { user: UserRow };

type Origin = {
  provider: string | null;
  address: string | null;
  userAgent: string | null;
  authenticatedAt?: Date | null;
  providerSession?: string | null;
};

/** Stores a new session. The token itself is not kept. */
export async function insertSession(
  token: string,
  userId: string,
  { authenticatedAt = null, providerSession = null, ...origin }: Origin,
  now = new Date(),
): Promise<SessionRow> {
  const session: SessionRecord = {
    id: randomUUID(),
    tokenDigest: Buffer.from(digestSessionToken(token)),
    userId,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: sessionExpiry(now, now, sessionLimits()),
    ...origin,
    authenticatedAt,
    providerSession,
  };
  await store().insertSession(session);
  return { ...session, device: null };
}

/**
 * The live session of a token, with its person. An ended one is deleted. Written at most once a
 * minute, however often it is used.
 * @param address where the request came from, kept as the place last seen.
 */
export async function findLiveSession(
  token: string,
  address: string | null,
  { now = new Date() }: { device?: string | undefined; now?: Date } = {},
): Promise<LiveSession | null> {
  const row = await store().findSession(Buffer.from(digestSessionToken(token)));
  if (!row) return null;
  const limits = sessionLimits();
  const user = isSessionAlive(row, now, limits) ? await findUserById(row.userId) : null;
  if (!user) {
    await store().deleteSessions({ id: row.id });
    return null;
  }
  const { tokenDigest: _digest, userId: _userId, providerSession: _sid, ...session } = row;
  if (now.getTime() - row.lastSeenAt.getTime() >= TOUCH_INTERVAL_MS) {
    const expiresAt = sessionExpiry(row.createdAt, now, limits);
    Object.assign(session, { lastSeenAt: now, expiresAt, address: address ?? row.address });
    const { lastSeenAt, address: seenAt } = session;
    await store().touchSession(row.id, { lastSeenAt, expiresAt, address: seenAt });
  }
  return { ...session, user, device: null };
}

/** Ends the session of a token. Ending one that is gone is no error. */
export async function deleteSessionByToken(token: string): Promise<void> {
  await store().deleteSessions({ tokenDigest: Buffer.from(digestSessionToken(token)) });
}

/** Ends one session of a person; false where they have none of that id. */
export async function deleteSessionOfUser(userId: string, id: string): Promise<boolean> {
  return (await store().deleteSessions({ id, userId })) === 1;
}

/** Ends all sessions of a person but one; gives their number. */
export function deleteOtherSessions(userId: string, exceptId: string): Promise<number> {
  return store().deleteSessions({ userId, exceptId });
}

/** The sessions of a person that have not ended, last used first. */
export async function findSessionsOfUser(userId: string, now = new Date()): Promise<SessionRow[]> {
  const rows = await store().listSessions(userId);
  const alive = rows.filter((row) => isSessionAlive(row, now, sessionLimits()));
  return alive.map((row) => ({ ...row, device: null }));
}
