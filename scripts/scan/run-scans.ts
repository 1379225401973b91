import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { makeTestEnv, startTestSystem, type TestSystem } from '../testing/test-system';

/**
 * Starts a system of its own and lets four scanners of Debian's loose on it. What each said is in
 * `.data-scan/`; docs/scans.md explains the findings.
 *
 *   npm run scan [-- wapiti sqlmap sslscan testssl]
 */
const OUTPUT = '.data-scan';
const LIMIT_MS = 15 * 60_000;

type Target = { app: string; billingPort: string; key: string; trust: string };
type Scan = { name: string; program: string; arguments: (target: Target) => string[] };

const SCANS: readonly Scan[] = [
  {
    name: 'wapiti',
    program: 'wapiti',
    arguments: ({ app }) => [
      '--url',
      `${app}/`,
      '--scope',
      'folder',
      '--module',
      'sql,xss,permanentxss,ssrf,crlf,redirect,file,exec,csp,http_headers,cookieflags,methods',
      '--max-scan-time',
      '120',
      '--max-attack-time',
      '20',
      '--flush-session',
      '--no-bugreport',
      '--store-session',
      path.resolve(OUTPUT, 'wapiti-session'),
      '--format',
      'txt',
      '--output',
      path.join(OUTPUT, 'wapiti-report.txt'),
    ],
  },
  {
    name: 'sqlmap',
    program: 'sqlmap',
    arguments: ({ app, key }) => [
      '--url',
      `${app}/api/v1/usage?meter=api_calls*&from=2026-01-01T00:00:00Z*&to=2026-02-01T00:00:00Z&granularity=day*`,
      '--header',
      `X-API-Key: ${key}`,
      '--batch',
      '--flush-session',
      '--level',
      '2',
      '--risk',
      '1',
      '--dbms',
      'postgresql',
      '--technique',
      'BEUS',
      '--ignore-code',
      '422',
      '--disable-coloring',
      '--output-dir',
      path.resolve(OUTPUT, 'sqlmap'),
    ],
  },
  {
    name: 'sslscan',
    program: 'sslscan',
    arguments: ({ billingPort }) => ['--no-colour', `localhost:${billingPort}`],
  },
  {
    name: 'testssl',
    program: 'testssl',
    arguments: ({ billingPort, trust }) => [
      '--color',
      '0',
      '--warnings',
      'off',
      '--openssl-timeout',
      '5',
      '--protocols',
      '--server-defaults',
      '--vulnerable',
      '--add-ca',
      trust,
      `localhost:${billingPort}`,
    ],
  },
];

function isInstalled(program: string): boolean {
  return spawnSync('which', [program]).status === 0;
}

/** A key that may read usage and has no rate limit, so that the scanner meets the query, not the limit. */
function makeKey(system: TestSystem): string {
  const words = 'key create --user ada --scopes usage:read --mode test --rate-limit 0 --name scan';
  const made = spawnSync(
    process.execPath,
    ['scripts/run.mjs', 'scripts/tollgate/main.ts', ...words.split(' ')],
    { env: system.env, encoding: 'utf8' },
  );
  const key = /tg_test_\w+/.exec(made.stdout)?.[0];
  if (!key) throw new Error(`No key: ${made.stderr}`);
  return key;
}

function runScan(scan: Scan, target: Target): void {
  console.log(`\n== ${scan.name}`);
  const words = scan.arguments(target);
  const run = spawnSync(scan.program, words, { encoding: 'utf8', timeout: LIMIT_MS });
  const text = `${run.stdout}\n${run.stderr}`.replaceAll(target.key, 'tg_test_…');
  writeFileSync(path.join(OUTPUT, `${scan.name}.txt`), text);
  console.log(text.trim().split('\n').slice(-12).join('\n'));
  if (run.error) console.log(`${scan.name} was ended: ${run.error.message}`);
}

mkdirSync(OUTPUT, { recursive: true });
const named = process.argv.slice(2);
const unknown = named.filter((name) => !SCANS.some((scan) => scan.name === name));
if (unknown.length > 0) {
  console.error(`There is no scan called ${unknown.join(', ')}.`);
  process.exit(2);
}
const wanted = SCANS.filter(({ name }) => named.length === 0 || named.includes(name));
const present = wanted.filter(({ program }) => isInstalled(program));
for (const { program } of wanted.filter((scan) => !present.includes(scan))) {
  console.log(`${program} is not installed and skipped (Debian: apt-get install ${program}).`);
}
const env = await makeTestEnv('scan');
const system = await startTestSystem(env);
try {
  const target = {
    app: `http://localhost:${env.PORT}`,
    billingPort: env.BILLING_PORT ?? '',
    key: makeKey(system),
    trust: path.join(env.DATA_DIR ?? '', 'workload/web/bundle.pem'),
  };
  for (const scan of present) runScan(scan, target);
} finally {
  await system.stop();
}
console.log(`\nEach report is in ${OUTPUT}/. docs/scans.md says what the findings mean.`);
