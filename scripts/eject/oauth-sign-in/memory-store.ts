import { randomUUID } from 'node:crypto';
import type {
  Identity,
  IdentityRecord,
  PersonRecord,
  SessionFilter,
  SessionRecord,
  SignInStore,
} from './store';

type StoredIdentity = IdentityRecord & Identity & { userId: string };

/** Keeps everything in this process: for tests, and for a first try. It is gone when the process ends. */
export function createMemoryStore(): SignInStore {
  const people = new Map<string, PersonRecord>();
  const identities = new Map<string, StoredIdentity>();
  const sessions = new Map<string, SessionRecord>();

  const ofPerson = (userId: string) =>
    [...identities.values()].filter((one) => one.userId === userId);

  function insertIdentity(userId: string, identity: Identity): void {
    const key = JSON.stringify([identity.issuer, identity.subject]);
    if (identities.has(key)) throw new Error('This identity is someone’s already.');
    identities.set(key, { ...identity, userId, id: randomUUID(), createdAt: new Date() });
  }

  return {
    findPerson: async (id) => people.get(id),
    async findPersonByIdentity(issuer, subject) {
      const identity = identities.get(JSON.stringify([issuer, subject]));
      return identity && people.get(identity.userId);
    },
    async listProvidersOfEmail(email) {
      const owners = [...people.values()].filter((person) => person.email === email);
      return owners.flatMap(({ id }) => ofPerson(id).map(({ provider }) => provider));
    },
    async insertPerson(person, identity) {
      insertIdentity(person.id, identity);
      people.set(person.id, person);
    },
    insertIdentity: async (userId, identity) => insertIdentity(userId, identity),
    listIdentities: async (userId) =>
      ofPerson(userId).map(({ id, provider, createdAt }) => ({ id, provider, createdAt })),
    async deleteIdentity(userId, id) {
      const own = ofPerson(userId);
      const found = own.find((identity) => identity.id === id);
      if (!found) return 'none';
      if (own.length === 1) return 'last';
      identities.delete(JSON.stringify([found.issuer, found.subject]));
      return 'deleted';
    },
    async insertSession(session) {
      sessions.set(session.id, { ...session });
    },
    async findSession(tokenDigest) {
      const found = [...sessions.values()].find((one) => one.tokenDigest.equals(tokenDigest));
      return found && { ...found };
    },
    async touchSession(id, use) {
      const session = sessions.get(id);
      if (session && session.lastSeenAt < use.lastSeenAt) Object.assign(session, use);
    },
    async deleteSessions(filter) {
      const ended = [...sessions.values()].filter((session) => fits(session, filter));
      for (const { id } of ended) sessions.delete(id);
      return ended.length;
    },
    async listSessions(userId) {
      const own = [...sessions.values()].filter((session) => session.userId === userId);
      return own.sort((one, other) => other.lastSeenAt.getTime() - one.lastSeenAt.getTime());
    },
    async close() {
      for (const rows of [people, identities, sessions]) rows.clear();
    },
  };
}

function fits(
  session: SessionRecord,
  { id, tokenDigest, userId, exceptId }: SessionFilter,
): boolean {
  if (exceptId === session.id) return false;
  if (tokenDigest && !session.tokenDigest.equals(tokenDigest)) return false;
  return (id ?? session.id) === session.id && (userId ?? session.userId) === session.userId;
}
