/** Who someone is at a provider. Never an e-mail address: those change hands. */
export type Identity = { provider: string; issuer: string; subject: string };

export type PersonRecord = {
  id: string;
  name: string | null;
  /** In lower case; null where the provider did not verify one. */
  email: string | null;
  image: string | null;
};

export type IdentityRecord = { id: string; provider: string; createdAt: Date };

/** A session as a store keeps it: of its token, only SHA-256. */
export type SessionRecord = {
  id: string;
  tokenDigest: Buffer;
  userId: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  provider: string | null;
  address: string | null;
  userAgent: string | null;
  /** When the provider asked for proof of who it is, where it says so. */
  authenticatedAt: Date | null;
  /** `sid` of the ID token. */
  providerSession: string | null;
};

/** Which sessions. Members that are not there do not narrow it. */
export type SessionFilter = {
  id?: string;
  tokenDigest?: Buffer;
  userId?: string;
  /** All but this one. */
  exceptId?: string;
};

/** Where people, their identities and their sessions are kept. */
export type SignInStore = {
  findPerson(id: string): Promise<PersonRecord | undefined>;
  findPersonByIdentity(issuer: string, subject: string): Promise<PersonRecord | undefined>;
  /** The providers that the people with an address sign in with. */
  listProvidersOfEmail(email: string): Promise<string[]>;
  /** Both or none. @throws where issuer and subject are someone's already. */
  insertPerson(person: PersonRecord, identity: Identity): Promise<void>;
  /** @throws where issuer and subject are someone's already. */
  insertIdentity(userId: string, identity: Identity): Promise<void>;
  /** Oldest first. */
  listIdentities(userId: string): Promise<IdentityRecord[]>;
  /** Takes one away unless it is the last. Two calls at once must not take both. */
  deleteIdentity(userId: string, id: string): Promise<'deleted' | 'last' | 'none'>;
  insertSession(session: SessionRecord): Promise<void>;
  findSession(tokenDigest: Buffer): Promise<SessionRecord | undefined>;
  /** Writes a use, unless a later one has been written. */
  touchSession(
    id: string,
    use: Pick<SessionRecord, 'lastSeenAt' | 'expiresAt' | 'address'>,
  ): Promise<void>;
  /** @returns how many there were. */
  deleteSessions(filter: SessionFilter): Promise<number>;
  /** Last used first, ended ones included. */
  listSessions(userId: string): Promise<SessionRecord[]>;
  close(): Promise<void>;
};
