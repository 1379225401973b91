import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { Pool } from 'undici';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { publish } from './support/publish';
import { readNumber } from './support/read-number';

/**
 * How long a revoked key still works: two web processes have it cached, a third revokes it, and each
 * is asked without pause until it refuses. Milliseconds from the revoking commit to the first 401.
 * The control is how long a good key's answer takes in the same run: the machine's own share.
 *
 *   npm run bench -- revocation [keys] [--save]
 */
const keys = readNumber(0, 300);
const GOAL_P99_MS = 100;
const SECOND_PORT_OFFSET = 1;

const system = await BenchSystem.start(['web']);
const firstPort = Number(process.env.PORT);
const secondPort = firstPort + SECOND_PORT_OFFSET;
const second = fork('scripts/run.mjs', ['bench/support/api-host.ts'], {
  env: { ...process.env, PORT: String(secondPort) },
  stdio: 'inherit',
});
try {
  await once(second, 'message');
  const { principal } = await createBenchTenant([]);
  const { issueApiKey } = await import('@/lib/auth/api-key/issue-api-key');
  const { revokeApiKey } = await import('@/lib/auth/api-key/revoke-api-key');
  const hosts = [firstPort, secondPort].map((port) => new Pool(`http://127.0.0.1:${port}`));
  const times: number[] = [];
  const control: number[] = [];
  for (let round = 0; round < keys; round += 1) {
    const { key, view } = await issueApiKey(principal, {
      name: 'Bench',
      scopes: ['usage:read'],
      mode: 'test',
      rateLimit: 0,
    });
    for (const host of [...hosts, ...hosts]) {
      const startedAt = performance.now();
      if ((await statusAt(host, key)) !== 200) throw new Error('a good key was refused');
      control.push(performance.now() - startedAt);
    }
    await revokeApiKey(principal, view.id);
    const committedAt = performance.now();
    times.push(...(await Promise.all(hosts.map((host) => refusedAfter(host, key, committedAt)))));
  }
  const revocation = quantiles(times);
  publish({
    name: 'revocation',
    title: 'How long a revoked key still works',
    figures: [
      {
        what: `p99 of ${times.length} refusals, in two processes, after the revoking commit`,
        unit: 'ms',
        value: revocation.p99,
        goal: { at: 'most', value: GOAL_P99_MS },
      },
      { what: 'median', unit: 'ms', value: revocation.p50 },
      { what: 'longest', unit: 'ms', value: revocation.max },
    ],
    control: { what: 'p99 of a good key’s answer', unit: 'ms', value: quantiles(control).p99 },
  });
  if (revocation.p99 > GOAL_P99_MS) process.exitCode = 1;
  await Promise.all(hosts.map((host) => host.close()));
  const { closeDatabase } = await import('@/lib/db');
  await closeDatabase();
} finally {
  second.kill('SIGTERM');
  await once(second, 'exit');
  await system.stop();
}

async function refusedAfter(host: Pool, key: string, since: number): Promise<number> {
  while ((await statusAt(host, key)) !== 401);
  return performance.now() - since;
}

async function statusAt(host: Pool, key: string): Promise<number> {
  const headers = { 'x-api-key': key };
  const { statusCode, body } = await host.request({ path: '/api/v1/me', method: 'GET', headers });
  await body.dump();
  return statusCode;
}

function quantiles(samples: number[]): { p50: number; p99: number; max: number } {
  const sorted = samples.toSorted((one, other) => one - other);
  const at = (share: number) =>
    Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
