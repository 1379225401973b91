import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { parseEnv } from 'node:util';

/** A whole system for tests: its own ports, data folder and build. */
export type TestSystem = {
  env: NodeJS.ProcessEnv;
  /** The launcher's process number. */
  pid: number;
  stop: () => Promise<void>;
};

const TEST_BUILD = '.next-test';
const DATA = /^\.data-test-(\d+)/;

/**
 * The environment of a test system: nothing of the developer's own configuration, free ports, a
 * folder of its own.
 */
export async function makeTestEnv(name: string): Promise<NodeJS.ProcessEnv> {
  const ports = await freePorts(8);
  const [web, billing, database, ciIssuer, ...pairs] = ports.map(String);
  return {
    ...plainEnv(),
    DATA_DIR: `.data-test-${process.pid}-${name}`,
    NEXT_DIST_DIR: TEST_BUILD,
    PORT: web,
    BILLING_PORT: billing,
    DATABASE_PORT: database,
    CI_ISSUER_PORT: ciIssuer,
    IDENTITY_PROVIDER_PORTS: pairs.slice(0, 2).join(','),
    INTEGRATIONS_PORTS: pairs.slice(2).join(','),
    // The tests' receivers listen on this machine.
    WEBHOOK_ALLOW_LOOPBACK: '1',
  };
}

/** Starts `npm start` on an environment and resolves when it serves. */
export async function startTestSystem(env: NodeJS.ProcessEnv): Promise<TestSystem> {
  const child = fork('scripts/start.mjs', { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const closed = once(child, 'close');
  const ready = once(child, 'message').then(() => true);
  if (!(await Promise.race([ready, closed.then(() => false)]))) {
    throw new Error('The system for the tests did not start.');
  }
  const secrets = parseEnv(readFileSync(path.join(env.DATA_DIR ?? '', 'local.env'), 'utf8'));
  return {
    env: { ...env, ...secrets, APP_URL: `http://localhost:${env.PORT}` },
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGINT');
      await closed;
    },
  };
}

/** Removes the data folders of test runs that are over. */
export function removeTestData(pid?: number): void {
  for (const name of readdirSync('.')) {
    const owner = Number(DATA.exec(name)?.[1]);
    if (owner === pid || (owner && !isAlive(owner))) rmSync(name, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** This process's environment without the variables that configure Tollgate (.env.example). */
export function plainEnv(): NodeJS.ProcessEnv {
  const example = readFileSync('.env.example', 'utf8');
  const names = new Set([...example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name));
  const unset = Object.fromEntries([...names].map((name) => [name, undefined]));
  return { ...process.env, ...unset, ENV_FILE: '' };
}

/** Ports of this machine on which nothing listens at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
