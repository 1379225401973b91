import { afterAll, beforeAll } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';
import { db } from '@/lib/db';
import { runWithClientContext } from '@/lib/http/client-context';

export const CLIENT_ADDRESS = '203.0.113.7';

/**
 * Gives the tests of a file a database and both identity providers. What is asked of the database
 * here and below, `tollgate eject oauth-sign-in` asks of a store in memory.
 * @returns where the providers listen.
 */
export function provideSignInHost(appUrl: string): { github: string; google: string } {
  provideTestDatabase();
  const origins = { github: '', google: '' };
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const ports = [await freePort(), await freePort()];
    origins.github = `http://localhost:${ports[0]}`;
    origins.google = `http://localhost:${ports[1]}`;
    Object.assign(process.env, {
      APP_URL: appUrl,
      IDENTITY_PROVIDER_PORTS: ports.join(','),
      CI_ISSUER_PORT: String(await freePort()),
    });
    console.warn = () => {};
    const { startIdentityProvider } = await import(
      '@/services/identity-provider/start-identity-provider'
    );
    const { getEnv } = await import('@/lib/env');
    const { createLog } = await import('@/lib/log');
    stop = await startIdentityProvider(getEnv(), createLog('identity-provider'));
  });
  afterAll(async () => stop?.());
  return origins;
}

/** Answers a request as one that the front door has let in. */
export function answerAsClient<T>(answer: () => T): T {
  const context = { address: CLIENT_ADDRESS, requestId: 'test', userAgent: null };
  return runWithClientContext(context, answer);
}

export async function forgetPeople(): Promise<void> {
  await db().user.deleteMany();
  await db().workspace.deleteMany();
}

export async function countPeople(): Promise<{ people: number; identities: number }> {
  return { people: await db().user.count(), identities: await db().account.count() };
}

export async function listEmails(): Promise<(string | null)[]> {
  return (await db().user.findMany()).map(({ email }) => email);
}

export async function countSessions(): Promise<number> {
  return db().session.count();
}

/** The names of the people with a session. */
export async function listSignedIn(): Promise<(string | null)[]> {
  const sessions = await db().session.findMany({ include: { user: true } });
  return sessions.map(({ user }) => user.name);
}

export async function endSessions(): Promise<void> {
  await db().session.deleteMany();
}
