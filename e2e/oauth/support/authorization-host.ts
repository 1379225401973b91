import { provideTestDatabase } from '@/e2e/support/test-database';
import { findUserByIdentity, insertUser } from '@/lib/auth/oauth/sign-in/user.repository';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';

/**
 * What the tests of the authorization server ask of the database.
 * `tollgate eject authorization-server` asks it of a store in memory.
 */
export function provideAuthorizationStore(): void {
  provideTestDatabase();
}

/** A new person with a workspace of their own, as the browser's principal. */
export async function makePerson(name: string): Promise<Principal> {
  const identity = { provider: 'github', issuer: 'test', subject: newId() };
  await insertUser(identity, { name, email: null, image: null });
  const user = await findUserByIdentity(identity);
  const membership = await db().membership.findFirstOrThrow({ where: { userId: user?.id } });
  return {
    credential: 'session',
    credentialId: newId(),
    userId: membership.userId,
    workspaceId: membership.workspaceId,
    role: membership.role,
    mode: 'test',
    scopes: new Set(ALL_SCOPES),
    expiresAt: null,
  };
}

export async function forgetPeople(): Promise<void> {
  await db().user.deleteMany();
}

export async function countGrants(): Promise<number> {
  return db().oAuthGrant.count();
}

/** All that is stored of apps, grants and what was handed out. */
export async function readStored(): Promise<string> {
  return JSON.stringify([
    await db().oAuthArtefact.findMany(),
    await db().oAuthGrant.findMany(),
    await db().oAuthApp.findMany(),
  ]);
}

/** Makes every access token one for another API. */
export async function renameAudience(audience: string): Promise<void> {
  await db().$executeRaw`
    update oauth_artefact set payload = jsonb_set(payload, '{aud}', to_jsonb(${audience}::text))
    where kind = 'AccessToken'`;
}

/** Ends the window in which a refresh can be tried again. */
export async function forgetRefreshAnswers(): Promise<void> {
  await db().oAuthRefreshAnswer.deleteMany();
}
