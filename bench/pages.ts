import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
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
const headers = { cookie: await signInAsAda() };
install();
const reports = Object.entries(PAGES).map(([name, path]) => ({ name, report: inspect(path) }));
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
async function signInAsAda(): Promise<string> {
  const { closeDatabase } = await import('@/lib/db');
  const { operatorPrincipal } = await import('@/scripts/tollgate/operator-principal');
  const { insertSession } = await import('@/lib/auth/oauth/session.repository');
  const { createSessionToken } = await import('@/lib/auth/oauth/session-token');
  const { sessionCookie } = await import('@/lib/auth/oauth/session-cookie');
  const { userId } = await operatorPrincipal('ada', 'test');
  const token = createSessionToken();
  await insertSession(token, userId, { provider: null, address: null, userAgent: 'Lighthouse' });
  await closeDatabase();
  return `${sessionCookie().name}=${token}`;
}

function install(): void {
  if (existsSync(`${FOLDER}/node_modules/lighthouse`)) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/package.json`, '{ "private": true }');
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', `lighthouse@${VERSION}`];
  const { status, stderr } = spawnSync('npm', args, { cwd: FOLDER, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function inspect(path: string): Report {
  const output = `${FOLDER}/report.json`;
  const flags = ['--headless=new', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      `${FOLDER}/node_modules/lighthouse/cli/index.js`,
      `${APP_URL}${path}`,
      '--quiet',
      '--output=json',
      `--output-path=${output}`,
      `--only-categories=${CATEGORIES.join(',')}`,
      `--extra-headers=${JSON.stringify(headers)}`,
      `--chrome-flags=${flags.join(' ')}`,
    ],
    { encoding: 'utf8', env: { ...process.env, CHROME_PATH: findBrowser() ?? '' } },
  );
  if (status !== 0) throw new Error(stderr);
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
