import type { Adapter, AdapterUser } from 'next-auth/adapters';
import { decodeHeader } from '@/lib/decode-header';
import { getClientContext } from '@/lib/http/client-context';
import { isSignInProvider, issuerOf } from './providers';
import {
  deleteSessionByToken,
  findLiveSession,
  insertSession,
} from '../session/session.repository';
import { sessionLimits } from '../session/session-token';
import { currentSignInAttempt } from './sign-in-attempt';
import { findUserById, findUserByIdentity, type UserRow } from './user.repository';

/**
 * What Auth.js may do with the database: find a person, begin a session, end one. It may not create
 * or link anyone: `admitSignIn` has decided that before, and a way to do it here would be a second,
 * implicit one.
 * @see docs/decisions/0031-auth-js-adapter.md
 */
export function authAdapter(): Adapter {
  return {
    createUser: () => refuse('createUser'),
    updateUser: () => refuse('updateUser'),
    linkAccount: () => refuse('linkAccount'),
    // The e-mail address is no identity, so no one is ever found by it.
    getUserByEmail: async () => null,
    getUser: async (id) => toAdapterUser(await findUserById(id)),
    getUserByAccount: async ({ provider, providerAccountId: subject }) => {
      const company = currentSignInAttempt()?.company?.registration;
      const issuer =
        company?.id === provider
          ? company.identityIssuer
          : isSignInProvider(provider) && issuerOf(provider);
      return issuer ? toAdapterUser(await findUserByIdentity({ provider, issuer, subject })) : null;
    },
    createSession: async ({ sessionToken, userId }) => {
      const attempt = currentSignInAttempt();
      const row = await insertSession(sessionToken, userId, {
        provider: attempt?.provider ?? null,
        address: getClientContext().address,
        userAgent: attempt?.userAgent ? decodeHeader(attempt.userAgent).slice(0, 512) : null,
        authenticatedAt: attempt?.authenticatedAt ?? null,
        providerSession: attempt?.providerSession ?? null,
      });
      // The cookie lasts as long as the session possibly can; the row says when it really ends.
      const expires = new Date(row.createdAt.getTime() + sessionLimits().absoluteMs);
      return { sessionToken, userId, expires };
    },
    getSessionAndUser: async (sessionToken) => {
      const device = currentSignInAttempt()?.device;
      const live = await findLiveSession(sessionToken, getClientContext().address, { device });
      const user = live && toAdapterUser(live.user);
      return live && user
        ? { session: { sessionToken, userId: live.user.id, expires: live.expiresAt }, user }
        : null;
    },
    // `findLiveSession` extends a session where it is used, within its absolute end.
    updateSession: async () => null,
    deleteSession: deleteSessionByToken,
  };
}

function toAdapterUser(user: UserRow | null): AdapterUser | null {
  return user && { ...user, email: user.email ?? '', emailVerified: null };
}

function refuse(method: string): never {
  throw new Error(`Auth.js may not call ${method}: admitSignIn decides who exists.`);
}
