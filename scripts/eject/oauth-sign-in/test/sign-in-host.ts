import { createServer } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { startDevProviders } from '../dev-provider/start';
import { createMemoryStore } from '../memory-store';
import type { PersonRecord, SessionRecord, SignInStore } from '../store';
import { chooseSignInStore } from '../stored-people';

const people = new Map<string, PersonRecord>();
let identities = 0;
let store: SignInStore;

/** The store in memory, and what the tests want to know of it. */
function openStore(): SignInStore {
  people.clear();
  identities = 0;
  const memory = createMemoryStore();
  return {
    ...memory,
    async insertPerson(person, identity) {
      await memory.insertPerson(person, identity);
      people.set(person.id, person);
      identities += 1;
    },
    async insertIdentity(userId, identity) {
      await memory.insertIdentity(userId, identity);
      identities += 1;
    },
  };
}

/** Gives the tests of a file a store and both development providers. @returns where they listen. */
export function provideSignInHost(appUrl: string): { github: string; google: string } {
  const origins = { github: '', google: '' };
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const ports = [await freePort(), await freePort()];
    origins.github = `http://localhost:${ports[0]}`;
    origins.google = `http://localhost:${ports[1]}`;
    Object.assign(process.env, {
      APP_URL: appUrl,
      AUTH_SECRET: 'test-secret-test-secret-test-secret',
      DEPLOYMENT: 'local',
      IDENTITY_PROVIDER_PORTS: ports.join(','),
    });
    console.warn = () => {};
    process.stderr.write = () => true;
    await forgetPeople();
    stop = await startDevProviders();
  });
  afterAll(async () => stop?.());
  return origins;
}

export function answerAsClient<T>(answer: () => T): T {
  return answer();
}

/** Begins again, with an empty store. */
export async function forgetPeople(): Promise<void> {
  store = openStore();
  chooseSignInStore(store);
}

export async function countPeople(): Promise<{ people: number; identities: number }> {
  return { people: people.size, identities };
}

export async function listEmails(): Promise<(string | null)[]> {
  return [...people.values()].map(({ email }) => email);
}

async function liveSessions(): Promise<SessionRecord[]> {
  const lists = await Promise.all([...people.keys()].map((id) => store.listSessions(id)));
  return lists.flat();
}

export async function countSessions(): Promise<number> {
  return (await liveSessions()).length;
}

/** The names of the people with a session. */
export async function listSignedIn(): Promise<(string | null)[]> {
  return (await liveSessions()).map(({ userId }) => people.get(userId)?.name ?? null);
}

export async function endSessions(): Promise<void> {
  for (const userId of people.keys()) await store.deleteSessions({ userId });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
