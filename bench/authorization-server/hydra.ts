import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/bench-system';
import { CODE_CHALLENGE, REDIRECT_URI, SCOPE } from './app-code';

const VERSION = 'v2.3.0';
const FOLDER = path.resolve('.data/bench/hydra');
const START_LIMIT_MS = 30_000;
const HOURS_IN_BENCH = '2h';

function run(folder: string, program: string, args: string[], env = process.env): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(error?.message ?? `${program} ${args[0]}: ${stderr}`);
  return stdout;
}

/**
 * Builds Ory Hydra from its Go module, once. The one line of its `go.mod` that leads out of the
 * module, to a folder the module does not hold, gives way to the released version of that folder.
 * @returns the program.
 * @throws {Error} where Go is missing or the build fails.
 */
function buildHydra(): string {
  const program = path.join(FOLDER, `hydra-${VERSION}`);
  if (existsSync(program)) return program;
  mkdirSync(FOLDER, { recursive: true });
  const module = `github.com/ory/hydra/v2@${VERSION}`;
  const { Dir: source } = JSON.parse(run(FOLDER, 'go', ['mod', 'download', '-json', module])) as {
    Dir: string;
  };
  const folder = path.join(FOLDER, 'source');
  cpSync(source, folder, { recursive: true });
  run(folder, 'chmod', ['-R', 'u+w', '.']);
  const client = 'github.com/ory/hydra-client-go/v2';
  run(folder, 'go', ['mod', 'edit', `-dropreplace=${client}`, `-require=${client}@v2.2.1`]);
  run(folder, 'go', ['mod', 'tidy']);
  run(folder, 'go', ['build', '-o', program, '.']);
  rmSync(folder, { recursive: true, force: true });
  return program;
}

export type Hydra = {
  pid: number;
  /** Where apps get tokens. */
  origin: string;
  /** Where a resource server asks about a token. */
  adminOrigin: string;
  /** A code that a person has consented to. */
  makeCode(): Promise<string>;
  stop(): void;
};

/** Starts Hydra on a database of its own, with one public app. */
export async function startHydra(databaseUrl: string, clientId: string): Promise<Hydra> {
  const program = buildHydra();
  const [port, adminPort] = [await freePort(), await freePort()];
  const [origin, adminOrigin] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${adminPort}`];
  const env = {
    ...process.env,
    DSN: `${databaseUrl}?sslmode=disable&max_conns=20`,
    SECRETS_SYSTEM: 'only-for-this-measurement-in-one-folder',
    URLS_SELF_ISSUER: origin,
    URLS_LOGIN: `${origin}/login`,
    URLS_CONSENT: `${origin}/consent`,
    SERVE_PUBLIC_HOST: '127.0.0.1',
    SERVE_PUBLIC_PORT: String(port),
    SERVE_ADMIN_HOST: '127.0.0.1',
    SERVE_ADMIN_PORT: String(adminPort),
    STRATEGIES_ACCESS_TOKEN: 'opaque',
    TTL_AUTH_CODE: HOURS_IN_BENCH,
    LOG_LEVEL: 'error',
  };
  run(FOLDER, program, ['migrate', 'sql', '-e', '--yes'], env);
  const server = spawn(program, ['serve', 'all', '--dev', '--sqa-opt-out'], {
    cwd: FOLDER,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await untilReady(server, adminOrigin);
  await send(adminOrigin, 'POST', '/admin/clients', {
    client_id: clientId,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [REDIRECT_URI],
    scope: `${SCOPE} offline`,
  });
  return {
    pid: server.pid ?? 0,
    origin,
    adminOrigin,
    makeCode: () => makeCode(origin, adminOrigin, clientId),
    stop: () => void server.kill(),
  };
}

async function untilReady(server: ChildProcess, adminOrigin: string): Promise<void> {
  let output = '';
  server.stderr?.on('data', (data) => (output += data));
  const end = Date.now() + START_LIMIT_MS;
  while (server.exitCode === null && Date.now() < end) {
    const response = await fetch(`${adminOrigin}/health/ready`).catch(() => undefined);
    if (response?.ok) return;
    await pause(100);
  }
  throw new Error(`Hydra does not start: ${output.slice(-1_000)}`);
}

async function send(origin: string, method: string, at: string, body: object): Promise<string> {
  const response = await fetch(origin + at, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Hydra: ${response.status} ${text}`);
  return text;
}

/** The whole way of a browser through login and consent, where both say yes. */
async function makeCode(origin: string, adminOrigin: string, clientId: string): Promise<string> {
  const jar = new Map<string, string>();
  const follow = async (url: string): Promise<URL> => {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    await response.arrayBuffer();
    for (const line of response.headers.getSetCookie()) {
      const [name = '', ...value] = (line.split(';')[0] ?? '').split('=');
      jar.set(name, value.join('='));
    }
    return new URL(response.headers.get('location') ?? '');
  };
  const accept = async (kind: 'login' | 'consent', at: URL, body: object): Promise<string> => {
    const challenge = at.searchParams.get(`${kind}_challenge`) ?? '';
    const where = `/admin/oauth2/auth/requests/${kind}/accept?${kind}_challenge=${challenge}`;
    return (JSON.parse(await send(adminOrigin, 'PUT', where, body)) as { redirect_to: string })
      .redirect_to;
  };
  const scope = `${SCOPE} offline`;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    scope,
    state: 'a state that is long enough',
    code_challenge: CODE_CHALLENGE,
    code_challenge_method: 'S256',
  });
  const login = await follow(`${origin}/oauth2/auth?${query}`);
  const consent = await follow(await accept('login', login, { subject: 'ada' }));
  const back = await follow(await accept('consent', consent, { grant_scope: scope.split(' ') }));
  const code = back.searchParams.get('code') ?? '';
  if (!code) throw new Error(`Hydra gave no code: ${back.search}`);
  return code;
}
