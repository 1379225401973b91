import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { z } from 'zod';
import { ensureBrowser } from '../../testing/find-browser';

const LIMIT_MS = 45_000;
const POLL_MS = 100;
const SETTLE_MS = 1000;
const LOOPBACK = 'http://127.0.0.1:';

const wishSchema = z.object({
  url: z.url(),
  /** The person enters a device code. */
  device: z.boolean().default(false),
  /** What to press on the first page. */
  press: z.string().optional(),
  /** The title of the page at which the flow has ended. */
  until: z.string().optional(),
  /** The page answers at once: no one is asked. */
  stay: z.boolean().default(false),
});

type Wish = z.output<typeof wishSchema>;

/** A person at a browser that clients send to the real consent page. */
export type Robot = { url: string; stop: () => Promise<void> };

/** Signs Ada in and answers `POST {url}` with where her browser ended, having allowed everything. */
export async function startRobot(appUrl: string): Promise<Robot> {
  const browser = await chromium.launch({ executablePath: ensureBrowser() });
  const context = await browser.newContext();
  await signIn(context, appUrl);
  const answer = async (request: IncomingMessage) =>
    walk(context, appUrl, wishSchema.parse(await json(request)));
  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown) => ({ error: String(error) }))
      .then(
        (result) => response.end(JSON.stringify(result)),
        () => response.destroy(),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${LOOPBACK}${port}`,
    stop: async () => {
      server.close();
      await browser.close();
    },
  };
}

async function signIn(context: BrowserContext, appUrl: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${appUrl}/sign-in`);
  await page.getByRole('button', { name: 'Continue with GitHub' }).click();
  await page.getByRole('button', { name: 'Ada Lovelace' }).click();
  await page.waitForURL('**/dashboard');
  await page.close();
}

async function walk(context: BrowserContext, appUrl: string, wish: Wish) {
  const page = await context.newPage();
  try {
    await page.goto(wish.url);
    if (wish.press) await page.locator(wish.press).click();
    if (!wish.stay) await decide(page, appUrl, wish);
    return { url: page.url(), text: await page.locator('body').innerText() };
  } finally {
    await page.close();
  }
}

async function decide(page: Page, appUrl: string, { device, until }: Wish): Promise<void> {
  const ends = Date.now() + LIMIT_MS;
  let allowed = false;
  while (Date.now() < ends) {
    if (page.url().startsWith(`${appUrl}/oauth/consent/`)) {
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.waitForURL((url) => !url.pathname.startsWith('/oauth/consent/'));
      allowed = true;
    } else if (device && !allowed) {
      const confirm = page.getByRole('button', { name: 'Yes, continue' });
      if (await confirm.isVisible()) await confirm.click();
    }
    const arrived = device
      ? allowed && (await page.getByRole('heading', { name: 'Connected' }).isVisible())
      : until
        ? (await page.title()) === until
        : allowed && page.url().startsWith(LOOPBACK);
    if (arrived) {
      // What comes back may lead on once more.
      await page.waitForTimeout(SETTLE_MS);
      return page.waitForLoadState();
    }
    await page.waitForTimeout(POLL_MS);
  }
  const text = await page.locator('body').innerText();
  throw new Error(`The browser stayed at ${page.url()}: ${text.slice(0, 300)}`);
}
