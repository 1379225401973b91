import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { parseItem } from 'structured-headers';
import { findBrowser } from '@/scripts/testing/find-browser';
import { realClockEnv } from '@/scripts/testing/moved-clock';
import {
  freePorts,
  makeTestEnv,
  startTestSystem,
  type TestSystem,
} from '@/scripts/testing/test-system';

/**
 * Device-bound sessions in a real Chromium, on an https system of its own. Debian's has no key store
 * of the hardware, so it keeps its keys in software, by a flag that is made for tests.
 */
const KEYS = 'DeviceBoundSessions,EnableBoundSessionCredentialsSoftwareKeysForManualTesting';
/** Chromium allows a site six signatures in nine minutes: this test needs at most that many. */
const DEVICE_SECONDS = 20;
const GRACE_MS = 16_000;
/** Until the copied cookie has expired on the server, too. */
const DEAD_MS = (DEVICE_SECONDS + 16) * 1000;

let system: TestSystem;
let origin: string;
let folder: string;

test.beforeAll(async () => {
  test.setTimeout(900_000);
  const [port] = await freePorts(1);
  origin = `https://localhost:${port}`;
  const env = await makeTestEnv('https');
  const https = { HTTPS_PORT: String(port), SESSION_DEVICE_SECONDS: String(DEVICE_SECONDS) };
  system = await startTestSystem({ ...env, ...https });
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-device-'));
});

test.afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

const certificateFile = (name: string) => path.join(system.env.DATA_DIR ?? '', 'https', name);

/** A browser with a profile of its own that trusts the certificate, as if its root were added. */
async function openBrowser(name: string, ...flags: string[]): Promise<BrowserContext> {
  const { publicKey } = new X509Certificate(readFileSync(certificateFile('cert.pem')));
  const spki = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' }));
  const profile = path.join(folder, name);
  return chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    env: realClockEnv(process.env),
    // Playwright's own list switches features off, by the flag that is needed here.
    ignoreDefaultArgs: true,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      `--ignore-certificate-errors-spki-list=${spki.digest('base64')}`,
      ...flags,
      'about:blank',
    ],
  });
}

async function signIn(page: Page, returnTo: string): Promise<void> {
  await page.goto(`${origin}/sign-in?return=${encodeURIComponent(returnTo)}`);
  await page.getByRole('button', { name: 'Continue with GitHub' }).click();
  await page.getByRole('button', { name: 'Ada Lovelace' }).click();
  await page.waitForURL(`**${returnTo}`);
}

type Added = { key?: { id: string } };
type DeviceEvent = {
  succeeded: boolean;
  creationEventDetails?: { fetchResult: string; newSession?: Added };
  refreshEventDetails?: { refreshResult: string; wasFullyProactiveRefresh: boolean };
};

/** What Chromium says about its bound sessions. */
async function watchDevice(page: Page): Promise<DeviceEvent[]> {
  const events: DeviceEvent[] = [];
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Network.enable');
  await protocol.send('Network.enableDeviceBoundSessions', { enable: true });
  protocol.on('Network.deviceBoundSessionEventOccurred', (event) => events.push(event));
  return events;
}

type Answer = { status: number; location: string | undefined; challenge: string | undefined };

/** A request of someone who has what was copied, and no browser. */
async function asThief(
  pathname: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<Answer> {
  const ca = await readFile(certificateFile('ca.pem'));
  return new Promise((resolve, reject) => {
    const call = request(`${origin}${pathname}`, { method, headers, ca }, (response) => {
      response.resume();
      const challenge = response.headers['secure-session-challenge'];
      resolve({
        status: response.statusCode ?? 0,
        location: response.headers.location,
        challenge: challenge === undefined ? undefined : String(challenge),
      });
    });
    call.on('error', reject).end();
  });
}

const use = (cookies: Record<string, string>) =>
  asThief('/settings/sessions', {
    cookie: Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  });

const SIGNED_OUT = {
  status: 307,
  location: expect.stringContaining('/sign-in?return='),
};

test('a copied cookie is dead in a minute, and its owner notices nothing', async () => {
  test.setTimeout(300_000);
  const browser = await openBrowser('owner', `--enable-features=${KEYS}`);
  const page = browser.pages()[0] ?? (await browser.newPage());
  const events = await watchDevice(page);
  // An answer without parts: each request in these seconds may cost a signature.
  await signIn(page, '/healthz');
  const created = () => events.find((event) => event.creationEventDetails);
  await expect.poll(() => created()?.creationEventDetails?.fetchResult).toBe('Success');
  const id = created()?.creationEventDetails?.newSession?.key?.id ?? '';

  const cookies = Object.fromEntries(
    (await browser.cookies(origin)).map(({ name, value }) => [name, value]),
  );
  const session = { '__Host-tollgate.session': cookies['__Host-tollgate.session'] ?? '' };
  const both = { ...session, '__Host-tollgate.device': cookies['__Host-tollgate.device'] ?? '' };
  expect(both['__Host-tollgate.device']).not.toBe('');

  // The theft, with all that travels.
  expect((await use(both)).status).toBe(200);
  await pause(GRACE_MS);
  expect(await use(session)).toMatchObject(SIGNED_OUT);
  await pause(DEAD_MS - GRACE_MS);
  expect(await use(both)).toMatchObject(SIGNED_OUT);

  // The thief asks for a new cookie, without and with the id of the session.
  const refresh = (sessionId: string, proof?: string) =>
    asThief(
      '/session/device/refresh',
      {
        'sec-secure-session-id': `"${sessionId}"`,
        ...(proof === undefined ? {} : { 'secure-session-response': `"${proof}"` }),
      },
      'POST',
    );
  expect((await refresh('01900000-0000-7000-8000-00000000aaaa')).status).toBe(404);
  const asked = await refresh(id);
  expect(asked.status).toBe(403);
  const [challenge] = parseItem(asked.challenge ?? '');
  expect((await refresh(id, await signWithOwnKey(String(challenge)))).status).toBe(400);

  // The owner's cookie has expired as well: the browser holds the page back and refreshes first.
  const before = events.length;
  const shown = await page.goto(`${origin}/settings/sessions`);
  expect(shown?.status()).toBe(200);
  await expect(page.getByText(/bound to this device, ES256, last refresh/)).toBeVisible();
  const refreshed = events.slice(before).find((event) => event.refreshEventDetails);
  expect(refreshed?.refreshEventDetails).toMatchObject({
    refreshResult: 'Refreshed',
    wasFullyProactiveRefresh: false,
  });

  await endFromElsewhere();
  const late = (await browser.cookies(origin)).map(({ name, value }) => [name, value]);
  expect(await use(Object.fromEntries(late))).toMatchObject(SIGNED_OUT);
  await browser.close();
});

async function signWithOwnKey(jti: string): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return new SignJWT({ jti })
    .setProtectedHeader({ alg: 'ES256', typ: 'dbsc+jwt', jwk: await exportJWK(publicKey) })
    .sign(privateKey);
}

/** A browser without bound sessions signs in as ever, and ends all others at once. */
async function endFromElsewhere(): Promise<void> {
  const plain = await openBrowser('plain', '--disable-features=DeviceBoundSessions');
  const page = plain.pages()[0] ?? (await plain.newPage());
  await signIn(page, '/settings/sessions');
  const here = page.getByRole('row').filter({ hasText: 'this one' });
  await expect(here).toContainText('not bound');
  await page.getByRole('button', { name: 'End all others' }).click();
  await expect(page.getByText('bound to this device')).toHaveCount(0);
  await plain.close();
}
