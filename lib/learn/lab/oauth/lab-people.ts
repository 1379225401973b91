import type { Account, User } from 'next-auth';
import type { Adapter, AdapterUser } from 'next-auth/adapters';
import type { People } from '@/lib/auth/oauth/sign-in/admit-sign-in';
import { newId } from '@/lib/public-id';

type Candidate = { user: User; account?: Account | null };

type Known = { user: AdapterUser; identities: string[] };

/** People and sessions of one run, in memory: no one in the database is touched. */
export type LabPeople = {
  people: People;
  adapter: Adapter;
  /** Whose session a cookie opens; null where it opens none. */
  whoIs(cookie: string | undefined): string | null;
  /** Lets everyone in, and takes anyone who has a known address for its owner. */
  admitByAddress(candidate: Candidate): Promise<true>;
};

export function createLabPeople(): LabPeople {
  const known: Known[] = [];
  const sessions = new Map<string, AdapterUser>();
  const nameOf = (provider: string, subject: string) => `${provider} ${subject}`;
  const find = (name: string) => known.find(({ identities }) => identities.includes(name))?.user;
  const people: People = {
    findUserByIdentity: async ({ provider, subject }) => {
      const user = find(nameOf(provider, subject));
      return user ? { ...user, name: user.name ?? null, image: null } : null;
    },
    findProvidersOfEmail: async (email) =>
      known.filter(({ user }) => user.email === email).flatMap(({ identities }) => identities),
    insertIdentity: async () => {
      throw new Error('No attack of the lab adds an identity on purpose');
    },
    insertUser: async ({ provider, subject }, { name, email }) => {
      const user = { id: newId(), name, email: email ?? '', emailVerified: null };
      known.push({ user, identities: [nameOf(provider, subject)] });
    },
  };
  const refuse = () => Promise.reject(new Error('admitSignIn decides who exists'));
  const adapter: Adapter = {
    createUser: refuse,
    updateUser: refuse,
    linkAccount: refuse,
    getUserByEmail: async () => null,
    getUser: async (id) => known.find(({ user }) => user.id === id)?.user ?? null,
    getUserByAccount: async ({ provider, providerAccountId }) =>
      find(nameOf(provider, providerAccountId)) ?? null,
    createSession: async ({ sessionToken, userId, expires }) => {
      const owner = known.find(({ user }) => user.id === userId)?.user;
      if (owner) sessions.set(sessionToken, owner);
      return { sessionToken, userId, expires };
    },
    getSessionAndUser: async (sessionToken) => {
      const user = sessions.get(sessionToken);
      const expires = new Date(Date.now() + 3_600_000);
      return user ? { user, session: { sessionToken, userId: user.id, expires } } : null;
    },
    updateSession: async () => null,
    deleteSession: async (sessionToken) => void sessions.delete(sessionToken),
  };
  return {
    people,
    adapter,
    whoIs: (cookie) => (cookie ? (sessions.get(cookie)?.name ?? null) : null),
    async admitByAddress({ user, account }) {
      const { provider = '', providerAccountId: subject = '' } = account ?? {};
      const owner = known.find((one) => one.user.email === user.email);
      if (owner) owner.identities.push(nameOf(provider, subject));
      else {
        const profile = { name: user.name ?? '', email: user.email ?? null, image: null };
        await people.insertUser({ provider, issuer: 'lab', subject }, profile);
      }
      return true;
    },
  };
}
