import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { findBrowser } from '@/scripts/testing/find-browser';
import { publish, round } from './support/publish';

/**
 * Lighthouse on landing, learn and dashboard (signed in as Ada) of the system that runs here, and
 * the JavaScript that the landing page loads first, gzipped. Start it before: `npm start`.
 *
 *   npm run bench -- pages [--save]
 */
const FOLDER = '.data/bench/lighthouse';
/** The last that runs on the Node that we hold. */
const VERSION = '12.8.2';
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
const PAGES = { landing: '/', learn: '/learn', dashboard: '/dashboard' };
const GOAL_SCORE = 100;
const GOAL_SCRIPT_KB = 100;

type Report = {
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { score: number | null; title: string; numericValue?: number }>;
};

const { getEnv } = await import('@/lib/env');
const { APP_URL } = getEnv();
const session = await signInAsAda();
install();
const reports: { name: string; report: Report }[] = [];
for (const [name, page] of Object.entries(PAGES)) {
  reports.push({ name, report: await inspect(page) });
}
publish({
  name: 'pages',
  title: 'Pages',
  figures: [
    ...reports.flatMap(({ name, report }) =>
      CATEGORIES.map((category) => ({
        what: `${name}: ${category}`,
        unit: '',
        value: Math.round((report.categories[category]?.score ?? 0) * 100),
        goal: { at: 'least' as const, value: GOAL_SCORE },
      })),
    ),
    {
      what: 'landing: JavaScript of the first load, gzipped',
      unit: 'kB',
      value: await weighScripts(APP_URL),
      goal: { at: 'most', value: GOAL_SCRIPT_KB },
    },
  ],
  remarks: reports.flatMap(({ name, report }) => {
    const lost = Object.values(report.audits).filter(({ score }) => score !== null && score < 0.9);
    return lost.length > 0 ? [`${name}: ${lost.map(({ title }) => title).join('; ')}.`] : [];
  }),
});

/** A session as a sign-in makes it. */
async function signInAsAda(): Promise<{ name: string; value: string }> {
  const { closeDatabase } = await import('@/lib/db');
  const { operatorPrincipal } = await import('@/scripts/tollgate/operator-principal');
  const { insertSession } = await import('@/lib/auth/oauth/session/session.repository');
  const { createSessionToken } = await import('@/lib/auth/oauth/session/session-token');
  const { sessionCookie } = await import('@/lib/auth/oauth/session/session-cookie');
  const { userId } = await operatorPrincipal('ada', 'test');
  const token = createSessionToken();
  await insertSession(token, userId, { provider: null, address: null, userAgent: 'Lighthouse' });
  await closeDatabase();
  return { name: sessionCookie().name, value: token };
}

function install(): void {
  if (existsSync(`${FOLDER}/node_modules/lighthouse`)) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/package.json`, '{ "private": true }');
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', `lighthouse@${VERSION}`];
  const { status, stderr } = spawnSync('npm', args, { cwd: FOLDER, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/**
 * One run in a browser of its own that holds the session as a cookie. A header that Lighthouse adds
 * would do for the page, but not for what the page itself asks for once it has set another cookie.
 */
async function inspect(page: string): Promise<Report> {
  const profile = mkdtempSync(path.join(tmpdir(), 'tollgate-lighthouse-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--remote-debugging-port=0'],
  });
  try {
    await browser.addCookies([{ ...session, url: APP_URL, httpOnly: true, sameSite: 'Lax' }]);
    const [port = ''] = readFileSync(path.join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
    return await runLighthouse(`${APP_URL}${page}`, port);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function runLighthouse(url: string, port: string): Promise<Report> {
  const output = `${FOLDER}/report.json`;
  await promisify(execFile)(process.execPath, [
    `${FOLDER}/node_modules/lighthouse/cli/index.js`,
    url,
    '--quiet',
    '--output=json',
    `--output-path=${output}`,
    `--only-categories=${CATEGORIES.join(',')}`,
    `--port=${port}`,
  ]);
  return JSON.parse(readFileSync(output, 'utf8'));
}

/** Every script that the page names, in kB. */
async function weighScripts(url: string): Promise<number> {
  const html = await (await fetch(url)).text();
  const sources = [...html.matchAll(/<script[^>]+src="([^"]+)"/g)].map(([, source = '']) => source);
  const texts = await Promise.all(
    [...new Set(sources)].map(async (source) => (await fetch(new URL(source, url))).text()),
  );
  const inline = [...html.matchAll(/<script(?![^>]*src=)[^>]*>([\s\S]*?)<\/script>/g)];
  const all = [...texts, ...inline.map(([, text = '']) => text)].join('\n');
  return round(gzipSync(all).byteLength / 1_000);
}
