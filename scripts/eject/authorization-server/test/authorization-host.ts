import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { beforeAll } from 'vitest';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { chooseOAuthStore, type Directory, store } from '../chosen-store';
import { createMemoryStore } from '../memory-store';
import type { AppRecord, ArtefactRecord, GrantRecord } from '../store';

const people = new Map<string, Principal & { name: string }>();

/** Everyone owns the one workspace that was made with them. */
export const DIRECTORY: Directory = {
  async findPerson(userId) {
    const person = people.get(userId);
    return person ? { name: person.name, email: null, image: null } : null;
  },
  async findMembership(workspaceId, userId) {
    const person = people.get(userId);
    if (person?.workspaceId !== workspaceId) return null;
    return { role: person.role, workspaceName: `${person.name}'s workspace` };
  },
};

const apps = new Map<string, AppRecord>();
const grants = new Map<string, GrantRecord>();
const artefacts = new Map<string, ArtefactRecord>();

export function provideAuthorizationStore(): void {
  beforeAll(async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const keys = [privateKey.export({ format: 'jwk' })];
    Object.assign(process.env, {
      AUTH_SECRET: 'test-secret-test-secret-test-secret',
      OAUTH_SIGNING_KEYS: JSON.stringify({ keys }),
    });
    process.stderr.write = () => true;
    await forgetPeople();
  });
}

export async function makePerson(name: string): Promise<Principal> {
  const person = {
    name,
    credential: 'session',
    credentialId: randomUUID(),
    userId: randomUUID(),
    workspaceId: randomUUID(),
    role: 'owner',
    mode: 'test',
    scopes: new Set(ALL_SCOPES),
    expiresAt: null,
  } as const;
  people.set(person.userId, person);
  return person;
}

/** Begins again, with an empty store in memory that the tests can look into. */
export async function forgetPeople(): Promise<void> {
  for (const rows of [people, apps, grants, artefacts]) rows.clear();
  const memory = createMemoryStore();
  const keep = (artefact: ArtefactRecord) =>
    artefacts.set(artefact.digest.toString('hex'), artefact);
  chooseOAuthStore(
    {
      ...memory,
      async insertApp(app) {
        apps.set(app.id, app);
        await memory.insertApp(app);
      },
      async insertGrant(grant) {
        grants.set(grant.id, grant);
        await memory.insertGrant(grant);
      },
      async saveArtefact(key, artefact) {
        keep(artefact);
        await memory.saveArtefact(key, artefact);
      },
      async insertArtefact(artefact) {
        keep(artefact);
        return memory.insertArtefact(artefact);
      },
    },
    DIRECTORY,
  );
}

export async function countGrants(): Promise<number> {
  return grants.size;
}

/** All that was ever stored. */
export async function readStored(): Promise<string> {
  return JSON.stringify([apps, grants, artefacts].map((rows) => [...rows.values()]));
}

/** Makes every access token one for another API. */
export async function renameAudience(audience: string): Promise<void> {
  for (const { kind, digest } of artefacts.values()) {
    const found = kind === 'AccessToken' ? await store().findArtefact({ digest }) : undefined;
    if (!found) continue;
    const payload = { ...found.payload, aud: audience };
    await store().saveArtefact({ digest }, { ...found, payload });
  }
}

/** Ends the window in which a refresh can be tried again. */
export async function forgetRefreshAnswers(): Promise<void> {
  for (const { kind, digest } of artefacts.values()) {
    if (kind === 'refresh_answer') await store().deleteArtefact(digest);
  }
}
