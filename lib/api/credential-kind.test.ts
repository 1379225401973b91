import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';
import { type Check, CHECKS } from './checks';
import { createApiHandler } from './pipeline';
import { ENDPOINTS } from './route-table';

provideTestDatabase();

const HOUR_MS = 3_600_000;

let ada: Principal;
let sessionToken: string;

const digestOf = (token: string) => new Uint8Array(createHash('sha256').update(token).digest());

beforeAll(async () => {
  ada = await createPerson();
  sessionToken = randomUUID();
  await db().session.create({
    data: {
      id: newId(),
      tokenDigest: digestOf(sessionToken),
      userId: ada.userId,
      expiresAt: new Date(Date.now() + HOUR_MS),
    },
  });
});

/** What the twin puts in place of the doors: whatever is presented may also be a session's token. */
const anyKind: Check = {
  name: 'format',
  run(exchange) {
    exchange.parsed = {
      async authenticate() {
        const tokenDigest = digestOf(exchange.presented?.text ?? '');
        await db().session.findUniqueOrThrow({ where: { tokenDigest } });
        const pass = () => {};
        return {
          principal: ada,
          requireUsable: pass,
          requireProof: async () => null,
          requireAddress: pass,
          recordUse: pass,
          rateLimit: null,
          headers: {},
        };
      },
    };
  },
};

describe('A34 a session as a key', () => {
  test('is refused in either header', async () => {
    expect(await outcomeOf(await callApi(sessionToken, '/api/v1/me'))).toBe('401 invalid-key');
    const headers = { authorization: `Bearer ${sessionToken}` };
    expect(await outcomeOf(await callApi('', '/api/v1/me', { headers }))).toBe('401 invalid-token');
  });

  test('twin: a door that takes any kind of credential lets it in', async () => {
    const checks = CHECKS.map((check) => (check.name === 'format' ? anyKind : check));
    const api = createApiHandler(ENDPOINTS, checks);
    expect(await outcomeOf(await callApi(sessionToken, '/api/v1/me', { api }))).toBe('200');
  });
});
