import { beforeEach, expect, test, vi } from 'vitest';
import {
  askConsent,
  appOrigin,
  buildRequest,
  makePrincipal,
  makeThirdParty,
  openOauthBrowser,
  provideAuthorizationWorld,
} from '@/e2e/oauth/support/authorization-world';
import type * as ownUrl from '@/lib/auth/oauth/sign-in/own-url';
import type { Principal } from '@/lib/auth/principal';
import { insertSession } from '@/lib/auth/oauth/session/session.repository';
import { createSessionToken } from '@/lib/auth/oauth/session/session-token';
import { db } from '@/lib/db';

const removed = vi.hoisted(() => ({ origin: false, jar: new Map<string, string>() }));

vi.mock('next/headers', () => ({
  cookies: async () => ({
    get: (name: string) => {
      const value = removed.jar.get(name);
      return value === undefined ? undefined : { name, value };
    },
  }),
}));

vi.mock('@/lib/auth/oauth/sign-in/own-url', async (original) => {
  const real = await original<typeof ownUrl>();
  return {
    ...real,
    isOwnOrigin: (origin: string | null) => removed.origin || real.isOwnOrigin(origin),
  };
});

provideAuthorizationWorld();

let ada: Principal;
let uid: string;

beforeEach(async () => {
  removed.origin = false;
  removed.jar.clear();
  await db().user.deleteMany();
  ada = await makePrincipal('Ada');
  const app = await makeThirdParty(await makePrincipal('Developer'));
  const { url } = await buildRequest(app);
  const asked = await askConsent(openOauthBrowser(), url);
  uid = asked.uid ?? '';
  removed.jar.set('tollgate.oauth-consent', asked.cookie ?? '');
  const token = createSessionToken();
  await insertSession(token, ada.userId, { provider: 'github', address: null, userAgent: null });
  removed.jar.set('tollgate.session', token);
});

/** The form as a page of `origin` would send it. */
async function submit(origin: string | null, accept = 'text/html'): Promise<Response> {
  const { POST } = await import('@/app/oauth/consent/[uid]/decide/route');
  const body = new URLSearchParams({
    decision: 'allow',
    workspace: ada.workspaceId,
    mode: 'test',
  });
  const headers = { accept, ...(origin === null ? {} : { origin }) };
  const request = new Request(`${appOrigin()}/oauth/consent/${uid}/decide`, {
    method: 'POST',
    headers,
    body,
  });
  return POST(request, { params: Promise.resolve({ uid }) });
}

test("the person's own form decides", async () => {
  const response = await submit(appOrigin());
  expect(response.status).toBe(200);
  expect(response.headers.get('refresh')).toContain('/oauth/authorize/');
  expect(await db().oAuthGrant.count()).toBe(1);
});

test.each(['https://evil.example', 'null', null])(
  'A14, A19: a form of %s is refused on a page that says so',
  async (origin) => {
    const response = await submit(origin);
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toContain('text/html');
    const page = await response.text();
    expect(page).toContain('The form was sent from another site.');
    expect(page).toContain('<code>forbidden</code>');
    expect(await db().oAuthGrant.count()).toBe(0);
  },
);

test('A19 without the check of the origin: the form of another site connects the app', async () => {
  removed.origin = true;
  expect((await submit('https://evil.example')).status).toBe(200);
  expect(await db().oAuthGrant.count()).toBe(1);
});

test('A14: a decision without the page is refused, for a program as problem+json', async () => {
  removed.jar.delete('tollgate.oauth-consent');
  const response = await submit(appOrigin(), 'application/json');
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({
    type: 'https://tollgate.dev/problems/consent-required',
  });
});

test('A14: nobody decides without being signed in', async () => {
  removed.jar.delete('tollgate.session');
  const response = await submit(appOrigin());
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('<code>consent-required</code>');
});
