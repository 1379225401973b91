import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawRequest } from '@/e2e/support/raw-request';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { isApiPath } from './mount-api';

provideTestDatabase();

const hosts: TestWeb[] = [];

beforeAll(async () => {
  for (const host of ['front-door', 'next'] as const) {
    hosts.push(await startTestWeb({ API_HOST: host }));
  }
});
afterAll(async () => {
  for (const web of hosts) await web.stop();
});

async function answersTo(path: string): Promise<string[]> {
  const answers = hosts.map((web) =>
    rawRequest(web.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
  );
  const texts = await Promise.all(answers);
  return texts.map((text) => `${text.split('\r\n')[0]} ${/"type":"[^"]*"/.exec(text)?.[0]}`);
}

test.each(['/api/v1/me/', '/api/v1//me', '/api/v1/', '/api/v1/events//?limit=1', '/api/v1/me\\'])(
  '%s is not found, whoever hosts the API: Next.js would redirect it',
  async (path) => {
    const [atTheDoor, inside] = await answersTo(path);
    expect(atTheDoor).toMatch(/^HTTP\/1.1 404 .*"type":"[^"]*\/problems\/not-found"$/);
    expect(inside).toBe(atTheDoor);
  },
);

test('twin: every other path of the API goes on to Next.js, which is not here', async () => {
  expect(isApiPath('/api/v1/me')).toBe(true);
  const [atTheDoor, inside] = await answersTo('/api/v1/me');
  expect(atTheDoor).toContain('missing-credential');
  expect(inside).toBe('HTTP/1.1 404 Not Found undefined');
});
