import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';

/** Who somebody is at a provider. Never an e-mail address: those change hands. */
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
  return db().user.findUnique({ where: { id }, select: USER });
}

/** The providers that the owner of an e-mail address signs in with; empty where nobody has it. */
export async function findProvidersOfEmail(email: string): Promise<string[]> {
  const accounts = await db().account.findMany({
    where: { user: { email: email.toLowerCase() } },
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
