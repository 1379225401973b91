import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { openFrontDoor } from '@/e2e/support/open-front-door';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { problem } from '@/lib/http/problem';
import { recordFailure } from '@/lib/http/to-problem';

provideTestDatabase();

let close: (() => void) | undefined;
afterEach(() => close?.());

/** The front door before pages that do as told, and a database that answers whoever asks it. */
async function get(pages: (request: IncomingMessage, response: ServerResponse) => void) {
  const { createReadiness } = await import('../readiness');
  const door = await openFrontDoor({
    pages: async (request, response) => pages(request, response),
    readiness: createReadiness(() => Promise.resolve({ readOnly: false })),
  });
  close = door.close;
  return fetch(`${door.url}/dashboard`);
}

const slow = new Error('timeout exceeded when trying to connect');

/** What Next.js writes of a page that failed: several pieces, with headers of its own. */
const fail = (response: ServerResponse) => {
  response.statusCode = 500;
  response.setHeader('etag', '"x"');
  response.setHeader('content-encoding', 'gzip');
  response.write('<html>');
  response.write('digest');
  response.end('</html>');
};

test.each([
  ['a database that takes too long to connect', slow],
  ['the same inside another error', new Error('render', { cause: slow })],
  ['billing that does not answer', problem('dependency-unavailable')],
])('%s: 503 with words and a time to come back', async (_name, error) => {
  const answer = await get((_request, response) => {
    recordFailure(error);
    fail(response);
  });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(answer.headers.get('etag')).toBeNull();
  const text = await answer.text();
  expect(text).toContain('Try again in a few seconds');
  expect(text).not.toContain('digest');
});

test('also where the head is written first', async () => {
  const answer = await get((_request, response) => {
    recordFailure(slow);
    response.writeHead(500, { 'content-type': 'text/plain' });
    response.end('no');
  });
  expect([answer.status, (await answer.text()).includes('Tollgate')]).toEqual([503, true]);
});

test('twin: nobody notes why it failed, and it is the 500 that it was', async () => {
  const answer = await get((_request, response) => {
    response.statusCode = 500;
    response.end('failed');
  });
  expect([answer.status, await answer.text()]).toEqual([500, 'failed']);
});

test('a fault of ours stays a 500, and a page that was sent stays as it is', async () => {
  const fault = await get((_request, response) => {
    recordFailure(new TypeError('x is undefined'));
    response.statusCode = 500;
    response.end('failed');
  });
  expect(fault.status).toBe(500);
  close?.();
  const page = await get((_request, response) => {
    recordFailure(slow);
    response.write('a page, ');
    response.end('and its end');
  });
  expect([page.status, await page.text()]).toEqual([200, 'a page, and its end']);
});
