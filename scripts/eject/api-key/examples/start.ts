import { randomUUID } from 'node:crypto';
import { openApiKeyCache } from '@/lib/auth/api-key/api-key-cache';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { scopesOfRole } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { createMemoryStore } from '../memory-store';
import { createPostgresStore } from '../postgres-store.repository';
import { chooseApiKeyStore } from '../stored-keys';

/** Your tables would tell: no one leaves this workspace. */
const ADA = { role: 'owner', userName: 'Ada', workspaceName: 'Analytical Engines' } as const;

/** Chooses the store, opens the cache and makes a first key, as a signed-in person would. */
export async function prepare(): Promise<void> {
  const { DATABASE_URL } = process.env;
  const store = DATABASE_URL ? createPostgresStore(DATABASE_URL) : createMemoryStore();
  chooseApiKeyStore(store, async () => ADA);
  openApiKeyCache();
  const ada: Principal = {
    credential: 'session',
    credentialId: randomUUID(),
    userId: 'ada',
    workspaceId: 'analytical-engines',
    role: 'owner',
    mode: 'test',
    scopes: scopesOfRole('owner'),
    expiresAt: null,
  };
  const scopes = ['usage:read', 'keys:write'] as const;
  const { key } = await issueApiKey(ada, { name: 'first', scopes: [...scopes], mode: 'test' });
  console.log(`A key, shown once: ${key}`);
}

export const PORT = Number(process.env.PORT ?? 3000);

/** Says where the server listens, with a call that works when pasted. */
export function announce(): void {
  console.log(`curl -H "X-API-Key: <the key>" http://localhost:${PORT}/me`);
}
