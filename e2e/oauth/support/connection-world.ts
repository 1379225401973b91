import { afterAll, beforeAll, beforeEach } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';
import { createPerson } from '@/e2e/support/test-workspace';
import type { ConnectionProvider } from '@/lib/auth/oauth/connections/connection-provider';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import type { ConnectionFailure } from '@/services/stand-ins/connection-provider';
import type { Integrations } from '@/services/integrations/start-integrations';
import { TestBrowser } from './test-browser';

const APP_URL = 'http://localhost:3140';

/** Which account a person picks at a stand-in, unless the test says another. */
const ACCOUNTS = {
  slack: { team: 'T0ANALYTIC', login: 'ada' },
  drive: { login: 'ada' },
} as const;

export type ConnectionWorld = {
  /** The stand-ins themselves. */
  at: () => Integrations;
  origin: (provider: ConnectionProvider) => string;
  /** Moves the clock of the stand-ins. */
  sleep: (milliseconds: number) => void;
};

/** Gives the tests of a file both stand-ins and a database. Call it at the top of the file. */
export function provideConnectionWorld(): ConnectionWorld {
  provideTestDatabase();
  let running: Integrations | undefined;
  let offset = 0;
  const at = () => {
    if (!running) throw new Error('The stand-ins are not started yet.');
    return running;
  };
  beforeAll(async () => {
    const ports = [await freePort(), await freePort()];
    Object.assign(process.env, { APP_URL, INTEGRATIONS_PORTS: ports.join(',') });
    const { startIntegrations } = await import('@/services/integrations/start-integrations');
    const { getEnv } = await import('@/lib/env');
    const { createLog } = await import('@/lib/log');
    const now = () => Date.now() + offset;
    running = await startIntegrations(getEnv(), createLog('integrations'), { folder: null, now });
  });
  beforeEach(async () => {
    await db().workspace.deleteMany();
    await db().user.deleteMany();
    for (const failure of ['T0ANALYTIC', 'T0COMPILER', 'T0MALLORYS']) {
      at().slack.failures.set(failure, null);
    }
    for (const login of ['ada', 'grace', 'mallory']) at().drive.failures.set(login, null);
    offset = 0;
  });
  afterAll(() => running?.stop());
  return {
    at,
    origin: (provider) => at()[provider].origin,
    sleep: (milliseconds) => {
      offset += milliseconds;
    },
  };
}

/** An owner, and how `completeConnection` knows them. */
export async function makeOwner(
  name = 'Ada',
): Promise<{ principal: Principal; person: Connecting }> {
  const principal = await createPerson({ name });
  return { principal, person: asConnecting(principal) };
}

type Connecting = {
  userId: string;
  sessionId: string;
  workspaces: { id: string; role: Principal['role'] }[];
};

export function asConnecting(principal: Principal): Connecting {
  const { userId, credentialId, workspaceId, role } = principal;
  return { userId, sessionId: credentialId, workspaces: [{ id: workspaceId, role }] };
}

/** A browser in front of a stand-in. */
export function openStandInBrowser(): TestBrowser {
  return new TestBrowser('none:', () => Promise.reject(new Error('unused')));
}

/** Allows at the stand-in what an authorization address asks for; gives where the browser lands. */
export async function allow(
  authorizationUrl: string,
  form: Record<string, string>,
  browser = openStandInBrowser(),
): Promise<URL> {
  const page = await browser.get(authorizationUrl);
  const direct = page.headers.get('location');
  if (direct) return new URL(direct);
  const text = await page.text();
  const hidden = [...text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')],
  );
  if (hidden.length === 0) throw new Error(`${page.status}: ${text}`);
  const address = new URL(authorizationUrl);
  const fields = { ...Object.fromEntries(hidden), ...form };
  const answer = await browser.post(address.origin + address.pathname, fields);
  const location = answer.headers.get('location');
  if (!location) throw new Error(`${answer.status}: ${await answer.text()}`);
  return new URL(location);
}

/** Begins to connect and allows it; gives the address that the browser comes back to. */
export async function allowConnection(
  principal: Principal,
  provider: ConnectionProvider,
  form: Record<string, string> = ACCOUNTS[provider],
): Promise<URL> {
  const { beginConnection } = await import('@/lib/auth/oauth/connections/begin-connection');
  return allow(await beginConnection(principal, provider), form);
}

/** The whole way; gives the id of the connection. */
export async function connect(
  principal: Principal,
  provider: ConnectionProvider,
  form?: Record<string, string>,
): Promise<string> {
  const { completeConnection } = await import('@/lib/auth/oauth/connections/complete-connection');
  const callback = await allowConnection(principal, provider, form);
  await completeConnection(asConnecting(principal), provider, callback.searchParams);
  const { workspaceId, mode } = principal;
  const where = { workspaceId_mode_provider: { workspaceId, mode, provider } };
  return (await db().connection.findUniqueOrThrow({ where })).id;
}

/** Turns a failure of a stand-in on for one of its accounts. */
export async function breakStandIn(
  origin: string,
  account: string,
  failure: ConnectionFailure | null,
): Promise<void> {
  const response = await fetch(`${origin}/development/failure`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account, failure }),
  });
  if (!response.ok) throw new Error(await response.text());
}
