import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getEnv } from '@/lib/env';
import { createFrontDoor } from '../create-front-door';

const APP = 'https://tollgate.example';
const lines: string[] = [];
let port: number;
const server = createServer();

beforeAll(async () => {
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const env = { ...getEnv(), APP_URL: APP };
  server.on(
    'request',
    createFrontDoor(env, log, {
      pages: async (_request, response) => void response.end('a page'),
      readiness: {
        check: async () => ({ ready: true }),
        checkDatabase: async () => ({ ready: true }),
        setPhase() {},
      },
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

function send(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status?: number; location?: string; action?: unknown; body: string }>(
    (resolve, reject) => {
      const call = httpRequest({ port, host: '127.0.0.1', path, method, headers }, (response) => {
        let body = '';
        response.on('data', (part) => {
          body += part;
        });
        response.on('end', () => {
          const { location, 'x-action-redirect': action } = response.headers;
          resolve({ status: response.statusCode, location, action, body });
        });
      });
      call.on('error', reject);
      call.end(method === 'POST' ? 'a=b' : undefined);
    },
  );
}

describe('a page that is opened under another name', () => {
  test.each(['127.0.0.1:3000', 'localhost', 'www.tollgate.example', 'tollgate.example:8443'])(
    '%s is sent to APP_URL',
    async (host) => {
      const { status, location } = await send('/sign-in?return=/events', { host });
      expect({ status, location }).toEqual({
        status: 307,
        location: `${APP}/sign-in?return=/events&_sent=1`,
      });
    },
  );

  test('stays where the name is the right one, however it is written', async () => {
    for (const host of ['tollgate.example', 'Tollgate.Example', 'tollgate.example:443']) {
      expect((await send('/sign-in', { host })).status).toBe(200);
    }
  });

  test('is never sent anywhere else', async () => {
    for (const path of ['//evil.example/', '/\\evil.example', '/@evil.example']) {
      const { location = '' } = await send(path, { host: '127.0.0.1' });
      expect(new URL(location).origin).toBe(APP);
    }
  });

  test('behind a proxy that replaces the Host header, no loop', async () => {
    const host = 'web:3000';
    expect((await send('/', { host, 'x-forwarded-for': '192.0.2.1' })).status).toBe(200);
    // One that says nothing of itself: one redirect, and the address it leads to is answered.
    const { location = '' } = await send('/events?a=1', { host });
    const { pathname, search } = new URL(location);
    expect((await send(`${pathname}${search}`, { host })).status).toBe(200);
  });

  test('the API, assets and probes are the same under every name', async () => {
    const host = '127.0.0.1:3000';
    expect((await send('/api/v1/openapi.json', { host })).status).toBe(200);
    expect((await send('/_next/static/a.js', { host })).status).toBe(200);
    expect((await send('/readyz', { host })).status).toBe(200);
  });
});

describe('a form of another origin', () => {
  const host = 'tollgate.example';

  test.each(['https://evil.example', 'null', 'http://tollgate.example', 'http://127.0.0.1:3000'])(
    '%s is a 403 that names the right address, and no line in the log',
    async (origin) => {
      for (const path of [
        '/sign-in',
        '/theme',
        '/settings/api-keys/new',
        '/oauth/consent/x/decide',
      ]) {
        const { status, body } = await send(path, { host, origin }, 'POST');
        expect(status).toBe(403);
        expect(body).toContain(`<a href="${APP}">`);
        expect(body).not.toContain('evil.example');
      }
      expect(lines).toEqual([]);
    },
  );

  test('a page with scripts is sent to the right address', async () => {
    const headers = { host, origin: 'http://127.0.0.1:3000', 'next-action': 'a' };
    expect((await send('/sign-in', headers, 'POST')).action).toBe(`${APP}/sign-in;push`);
  });

  test('an app may send a browser to be signed out by a form, and to nothing below', async () => {
    const origin = 'https://app.example';
    expect((await send('/oauth/logout?state=a', { host, origin }, 'POST')).status).toBe(200);
    expect((await send('/oauth/logout/x', { host, origin }, 'POST')).status).toBe(403);
    expect((await send('/x?/oauth/logout', { host, origin }, 'POST')).status).toBe(403);
  });

  test('control: our own form, and a program that names no origin, get through', async () => {
    expect((await send('/sign-in', { host, origin: APP }, 'POST')).status).toBe(200);
    expect((await send('/sign-in', { host }, 'POST')).status).toBe(200);
  });
});
