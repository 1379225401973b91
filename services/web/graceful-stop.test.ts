import http from 'node:http';
import { expect, test, vi } from 'vitest';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { dbPool } from '@/lib/db';

provideTestDatabase();

const CALLERS = 12;

type Outcome = { id: string; status: number | undefined; error?: string; close: boolean };

/** Sends one event on a kept connection. */
function send(web: SpawnedWeb, agent: http.Agent, key: string, id: string): Promise<Outcome> {
  const body = JSON.stringify({ events: [{ id, meter: 'calls', quantity: 1 }] });
  return new Promise((resolve) => {
    const request = http.request(
      `${web.url}/api/v1/events`,
      {
        agent,
        method: 'POST',
        headers: {
          'x-api-key': key,
          'content-type': 'application/json',
          'content-length': body.length,
        },
      },
      (response) => {
        const close = response.headers.connection === 'close';
        response.resume();
        response.once('end', () => resolve({ id, status: response.statusCode, close }));
        response.once('error', (error) =>
          resolve({ id, status: undefined, error: `cut: ${error.message}`, close }),
        );
      },
    );
    request.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ id, status: undefined, error: error.code, close: false }),
    );
    request.end(body);
  });
}

/** Callers that each send one event after another until the server is gone. */
async function callUntilGone(web: SpawnedWeb, key: string, outcomes: Outcome[]): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CALLERS });
  let count = 0;
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      for (let gone = false; !gone; ) {
        const outcome = await send(web, agent, key, `e${(count += 1)}`);
        outcomes.push(outcome);
        gone = outcome.error === 'ECONNREFUSED';
      }
    }),
  );
  agent.destroy();
}

test('SIGTERM under load: every request is answered, or refused before it was read', async () => {
  const ada = await createPerson();
  const { key } = await issueApiKey(
    { ...ada, credential: 'operator' },
    { name: 'k', scopes: ['events:write', 'meters:write'], mode: 'test', rateLimit: 0 },
  );
  const web = await spawnWeb({ DRAIN_SECONDS: '1' });
  await fetch(`${web.url}/api/v1/meters`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ key: 'calls', name: 'Calls', aggregation: 'count' }),
  });
  const outcomes: Outcome[] = [];
  const load = callUntilGone(web, key, outcomes);
  await vi.waitUntil(() => outcomes.length > CALLERS * 3, { timeout: 30_000 });
  const stopped = web.stop('SIGTERM');
  await vi.waitUntil(() => web.output().includes('"msg":"stopping"'), { timeout: 30_000 });
  const ready = await fetch(`${web.url}/readyz`);
  expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
  expect(await stopped).toBe(0);
  await load;

  const answered = outcomes.filter(({ status }) => status !== undefined);
  expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([201]));
  expect(answered.some(({ close }) => close)).toBe(true);
  const errors = new Set(outcomes.flatMap(({ error }) => error ?? []));
  for (const error of errors) expect(['ECONNREFUSED', 'ECONNRESET']).toContain(error);
  const { rows } = await dbPool().query('select client_id from metered_event');
  const stored = rows.map((row: { client_id: string }) => row.client_id).sort();
  expect(stored).toEqual(answered.map(({ id }) => id).sort());
}, 120_000);
