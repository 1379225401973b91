import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seed } from '@/prisma/seed/seed';
import { makeTestEnv, startTestSystem, type TestSystem } from '@/scripts/testing/test-system';
import { portsOf, runLauncher, takenPorts, untilPortsAreFree } from './support/launcher';

/** A system of its own, beside the one that the other tests use, on the same build. */

const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 15_000;

let env: NodeJS.ProcessEnv;
let system: TestSystem;

beforeAll(async () => {
  env = await makeTestEnv('launcher');
  system = await startTestSystem(env);
}, START_LIMIT_MS);

afterAll(async () => {
  await system.stop();
  rmSync(env.DATA_DIR ?? '', { recursive: true, force: true });
}, STOP_LIMIT_MS);

const tollgate = (...args: string[]) =>
  execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/tollgate/main.ts', ...args], {
    env: system.env,
    encoding: 'utf8',
  });

describe('a running system', () => {
  it('says of each process that it serves', () => {
    const status = JSON.parse(tollgate('status', '--json')) as {
      ok: boolean;
      processes: { process: string; ok: boolean }[];
    };
    expect(status.ok).toBe(true);
    expect(status.processes.map(({ process }) => process).sort()).toEqual([
      'billing',
      'database',
      'identity-provider',
      'integrations',
      'web',
      'workload-ca',
    ]);
  });

  it('listens on every port, and the database on this machine only', async () => {
    expect(await takenPorts(env)).toEqual(portsOf(env));
  });

  it('keeps its secrets from other users', () => {
    expect(statSync(path.join(env.DATA_DIR ?? '', 'local.env')).mode & 0o077).toBe(0);
  });

  it('refuses a second start on the same folder', async () => {
    const { code, output } = await runLauncher(env);
    expect(code).toBe(1);
    expect(output).toContain(`Tollgate already runs from ${env.DATA_DIR}`);
  });

  it('refuses to be reset', () => {
    const reset = () =>
      execFileSync(process.execPath, ['scripts/reset.mjs'], {
        env,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(reset).toThrow(/Tollgate runs from/);
    expect(existsSync(path.join(env.DATA_DIR ?? '', 'database'))).toBe(true);
  });

  it('is not changed by seeding again', async () => {
    const url = `postgres://tollgate:tollgate@localhost:${env.DATABASE_PORT}/tollgate`;
    expect((await seed(url)).events).toBe(0);
  });

  it('makes a key on the command line that the API takes', async () => {
    const key = tollgate(
      'key',
      'create',
      '--user',
      'ada',
      '--scopes',
      'events:read',
      '--mode',
      'test',
    );
    const answer = await fetch(`${system.env.APP_URL}/api/v1/me`, {
      headers: { 'x-api-key': key.match(/tg_test_\w+/)?.[0] ?? '' },
    });
    expect(answer.status).toBe(200);
  });
});

describe('a system that ends', () => {
  it(
    'leaves no port after Ctrl-C, and no claim on its folder',
    async () => {
      await system.stop();
      expect(await takenPorts(env)).toEqual([]);
      expect(existsSync(path.join(env.DATA_DIR ?? '', 'launcher.json'))).toBe(false);
    },
    STOP_LIMIT_MS,
  );

  it(
    'starts again on the same data, and leaves nothing after kill -9 of the launcher',
    async () => {
      system = await startTestSystem(env);
      process.kill(system.pid, 'SIGKILL');
      await untilPortsAreFree(env, STOP_LIMIT_MS);
    },
    START_LIMIT_MS,
  );

  it(
    'starts again although its launcher was killed',
    async () => {
      system = await startTestSystem(env);
      expect(await takenPorts(env)).toEqual(portsOf(env));
    },
    START_LIMIT_MS,
  );

  it(
    'takes the rest down with one sentence when a process dies',
    async () => {
      const pid = execFileSync('pgrep', ['-f', `postgres -D ${path.resolve(env.DATA_DIR ?? '')}`], {
        encoding: 'utf8',
      });
      process.kill(Number(pid.split('\n')[0]), 'SIGQUIT');
      await untilPortsAreFree(env, STOP_LIMIT_MS);
    },
    START_LIMIT_MS,
  );
});
