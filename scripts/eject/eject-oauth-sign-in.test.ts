import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/e2e/support/test-database';
import { LabBrowser } from '@/lib/learn/lab/oauth/lab-browser';
import { freePort, makeOwnSchema, provideCopy, startExample, testCopy } from './test-copy';

const { home } = provideCopy('oauth-sign-in', '.data-unit');

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('the copy type-checks, and its tests pass in memory and in PostgreSQL', async () => {
  const printed = await testCopy(home(), { DATABASE_URL: await makeOwnSchema(database.url) });
  expect(printed).toContain('test/store.test.ts (14 tests)');
  expect(printed).toMatch(/test\/sign-in-attack\.test\.ts \(4\d tests\)/);
}, 90_000);

test('its Next.js app signs a person in, shows their sessions, and signs them out', async () => {
  const [port, github, google] = [await freePort(), await freePort(), await freePort()];
  const origin = `http://localhost:${port}`;
  const server = startExample(home(), ['--env-file=.env', 'examples/start.ts'], {
    PORT: String(port),
    APP_URL: origin,
    IDENTITY_PROVIDER_PORTS: `${github},${google}`,
    DATABASE_URL: await makeOwnSchema(database.url),
    NODE_ENV: 'development',
    NEXT_TELEMETRY_DISABLED: '1',
  });
  const browser = new LabBrowser('none:', () => Promise.reject(new Error('unused')));
  const read = async (route: string) => (await browser.get(`${origin}${route}`)).text();
  try {
    await vi.waitUntil(() => read('/sign-in').catch(() => undefined), { timeout: 60_000 });
    expect((await browser.get(`${origin}/dashboard`)).headers.get('location')).toBe(
      '/sign-in?return=%2Fdashboard',
    );
    const provider = await press(browser, `${origin}/sign-in?return=%2Fdashboard`, 0, 'github');
    const login = await browser.followWithin(
      `http://localhost:${github}`,
      provider,
      await browser.get(provider),
    );
    const action = /action="([^"]+)"/.exec(await login.text())?.[1] ?? '';
    const at = `http://localhost:${github}${action}`;
    const answered = await browser.post(at, { login: 'ada' });
    const back = await browser.followWithin(`http://localhost:${github}`, at, answered);
    const callback = back.headers.get('location') ?? '';
    expect((await browser.get(callback)).headers.get('location')).toBe(`${origin}/dashboard`);
    const dashboard = await read('/dashboard');
    expect(dashboard).toContain('<h1>Ada Lovelace</h1>');
    expect(dashboard).toContain('(this one)');
    expect(await read('/settings/profile')).toContain('<li>GitHub</li>');
    const token = browser.cookie('tollgate.session') ?? '';
    await press(browser, `${origin}/dashboard`, 1);
    browser.setCookie('tollgate.session', token);
    expect((await browser.get(`${origin}/dashboard`)).status).toBe(307);
    expect(await read('/sign-in/refused?reason=wrong-state')).toContain(
      'no sign-in of this browser',
    );
  } finally {
    await server.stop();
  }
}, 120_000);

/** Sends a form of a page as a browser without JavaScript does. @returns where it leads. */
async function press(
  browser: LabBrowser,
  url: string,
  form: number,
  provider?: string,
): Promise<string> {
  const page = await (await browser.get(url)).text();
  const fields = new FormData();
  const html = page.split('<form').slice(1)[form]?.split('</form>')[0] ?? '';
  for (const [, name = '', value = ''] of html.matchAll(
    /type="hidden" name="([^"]+)"(?: value="([^"]*)")?/g,
  )) {
    fields.set(name, value);
  }
  if (provider) fields.set('provider', provider);
  const cookie = [...browser.jar.values()].map(({ name, value }) => `${name}=${value}`).join('; ');
  const headers = { cookie, origin: new URL(url).origin };
  const response = await fetch(url, { method: 'POST', body: fields, headers, redirect: 'manual' });
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    browser.setCookie(name, value);
  }
  return response.headers.get('location') ?? '';
}
