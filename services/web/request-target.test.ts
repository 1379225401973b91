import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawRequest, statusesOf } from '@/e2e/support/raw-request';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';

provideTestDatabase();

let web: TestWeb;

beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.stop());

const ask = (line: string) =>
  rawRequest(web.port, `${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);

describe('the request target', () => {
  test('in absolute form is the path in it, whatever host it names', async () => {
    const answer = await ask('GET http://evil.example/api/v1/me');
    expect(statusesOf(answer)).toEqual([401]);
    expect(answer).toContain('missing-credential');
    expect(answer).not.toContain('evil.example');
  });

  test.each(['/api/v1/me/', '/api/v1//me', '/api/v1/', '/api/v1/events//?limit=1', '/api/v1/me\\'])(
    '%s is not tidied up: it is not found',
    async (target) => {
      const answer = await ask(`GET ${target}`);
      expect(statusesOf(answer)).toEqual([404]);
      expect(answer).toContain('/problems/not-found"');
    },
  );

  test.each(['GET *', 'OPTIONS *', 'GET api/v1/me', 'GET ftp://evil.example/'])(
    '%s is refused',
    async (line) => {
      const answer = await ask(line);
      expect(statusesOf(answer)).toEqual([400]);
      expect(answer).toContain('application/problem+json');
    },
  );
});
