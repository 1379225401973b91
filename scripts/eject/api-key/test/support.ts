import { randomUUID } from 'node:crypto';
import { beforeAll } from 'vitest';
import { openApiKeyCache } from '@/lib/auth/api-key/api-key-cache';
import { scopesOfRole } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { splitTarget } from '@/lib/http/http-message';
import { answer } from '../examples/api';
import { createMemoryStore } from '../memory-store';
import { chooseApiKeyStore } from '../stored-keys';

/** A store of its own for the tests of a file. */
export function provideTestDatabase(): void {
  beforeAll(() => {
    process.env.API_KEY_PEPPERS ??= `1:${Buffer.alloc(32, 7).toString('base64url')}`;
    chooseApiKeyStore(createMemoryStore(), async () => OWNER);
    openApiKeyCache();
  });
}

export const OWNER = { role: 'owner', userName: 'Ada', workspaceName: 'Ada’s' } as const;

/** An owner who is signed in. */
export async function createPerson(): Promise<Principal> {
  return {
    credential: 'session',
    credentialId: randomUUID(),
    userId: randomUUID(),
    workspaceId: randomUUID(),
    role: 'owner',
    mode: 'test',
    scopes: scopesOfRole('owner'),
    expiresAt: null,
  };
}

const PATHS: Record<string, string> = {
  '/api/v1/me': '/me',
  '/api/v1/api-keys/current/roll': '/roll',
};

/** Calls the example's API in this process; the tests name its routes as Tollgate does. */
export async function callApi(
  key: string,
  path: string,
  { method = 'GET' }: { method?: string; body?: unknown } = {},
): Promise<Response> {
  const request = {
    method,
    ...splitTarget(PATHS[path] ?? path),
    header: (name: string) => (name === 'x-api-key' ? key : null),
    readBody: async () => new Uint8Array(),
  };
  const caller = { address: '127.0.0.1', requestId: 'req_test', userAgent: null };
  const { status, headers, body } = await answer(request, caller);
  return new Response(body, { status, headers });
}

/** Status and problem slug of a refusal, or the status alone. */
export async function outcomeOf(response: Response): Promise<string> {
  if (response.status < 400) return String(response.status);
  const { type } = (await response.clone().json()) as { type: string };
  return `${response.status} ${type.split('/').at(-1)}`;
}
