import { db, dbPool } from '@/lib/db';
import { newId } from '@/lib/public-id';

/** Who someone is at a provider. Never an e-mail address: those change hands. */
export type Identity = { provider: string; issuer: string; subject: string };

export type UserRow = {
  id: string;
  name: string | null;
  email: string | null;
  image: string | null;
};

const USER = { id: true, name: true, email: true, image: true } as const;

export async function findUserByIdentity(identity: Identity): Promise<UserRow | null> {
  const { issuer, subject } = identity;
  const account = await db().account.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { user: { select: USER } },
  });
  return account?.user ?? null;
}

export async function findUserById(id: string): Promise<UserRow | null> {
  const { rows } = await dbPool().query<UserRow>({
    name: 'select-user',
    text: 'select id, name, email, image from "user" where id = $1',
    values: [id],
  });
  return rows[0] ?? null;
}

/**
 * The providers that the owner of an e-mail address signs in with; empty where no one has it.
 * Accounts of a company's do not count: they take no address away from the person.
 */
export async function findProvidersOfEmail(email: string): Promise<string[]> {
  const accounts = await db().account.findMany({
    where: { user: { email: email.toLowerCase(), companyMember: null } },
    select: { provider: true },
  });
  return accounts.map((account) => account.provider);
}

/**
 * Makes a person, the identity they sign in with, and a workspace of their own, or none of it.
 * @throws a unique violation where the identity exists already.
 */
export async function insertUser(
  identity: Identity,
  profile: { name: string; email: string | null; image: string | null },
): Promise<void> {
  const now = new Date();
  await db().user.create({
    data: {
      id: newId(),
      name: profile.name,
      email: profile.email?.toLowerCase() ?? null,
      emailVerified: profile.email ? now : null,
      image: profile.image,
      accounts: { create: { id: newId(), ...identity } },
      memberships: {
        create: {
          role: 'owner',
          workspace: { create: { id: newId(), name: `${profile.name}'s workspace` } },
        },
      },
    },
  });
}

/**
 * Adds an identity to a person.
 * @throws a unique violation where someone has it already.
 */
export async function insertIdentity(identity: Identity, userId: string): Promise<void> {
  await db().account.create({ data: { id: newId(), userId, ...identity } });
}

export type IdentityRow = { id: string; provider: string; createdAt: Date };

export async function findIdentitiesOfUser(userId: string): Promise<IdentityRow[]> {
  return db().account.findMany({
    where: { userId },
    select: { id: true, provider: true, createdAt: true },
    orderBy: { createdAt: 'asc' },
  });
}

/**
 * Takes an identity from a person, unless it is their last one.
 *
 * Attack: two removals at once must not leave no one able to sign in, so the person's row is locked.
 * @returns `last` where it is the only one, `none` where they have none of that id.
 */
export async function deleteIdentity(
  userId: string,
  id: string,
): Promise<'deleted' | 'last' | 'none'> {
  return db().$transaction(async (transaction) => {
    await transaction.$queryRaw`select id from "user" where id = ${userId}::uuid for update`;
    const identities = await transaction.account.findMany({
      where: { userId },
      select: { id: true },
    });
    if (!identities.some((identity) => identity.id === id)) return 'none';
    if (identities.length === 1) return 'last';
    await transaction.account.delete({ where: { id } });
    return 'deleted';
  });
}
