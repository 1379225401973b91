import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { Pool } from 'undici';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';

/**
 * How long a revoked key still works: two web processes have it cached, a third revokes it, and each
 * is asked without pause until it refuses. Milliseconds from the revoking commit to the first 401.
 * Prints one JSON object.
 *
 *   node scripts/run.mjs bench/revocation.ts [keys]
 */
const keys = Number(process.argv[2] ?? 300);
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
  for (let round = 0; round < keys; round += 1) {
    const { key, view } = await issueApiKey(principal, {
      name: 'Bench',
      scopes: ['usage:read'],
      mode: 'test',
      rateLimit: 0,
    });
    for (const host of [...hosts, ...hosts]) {
      if ((await statusAt(host, key)) !== 200) throw new Error('a good key was refused');
    }
    await revokeApiKey(principal, view.id);
    const committedAt = performance.now();
    times.push(...(await Promise.all(hosts.map((host) => refusedAfter(host, key, committedAt)))));
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0;
  const [p50, p99, max] = [at(0.5), at(0.99), at(1)].map((ms) => Math.round(ms * 10) / 10);
  const reached = at(0.99) < GOAL_P99_MS;
  console.log(
    JSON.stringify({
      keys,
      processes: hosts.length,
      p50_ms: p50,
      p99_ms: p99,
      max_ms: max,
      reached,
    }),
  );
  if (!reached) process.exitCode = 1;
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
