import { cpus } from 'node:os';
import process from 'node:process';
import { startBenchProcess } from './support/bench-process';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { compareInSlices, type Load, ratioOf } from './support/compare';
import { CALLERS, HttpLoad } from './support/http-load';
import { type Figure, publish, toFigure } from './support/publish';

/**
 * Two web processes on one PostgreSQL and one Redis against one of them: the rate of `GET /me` with
 * a limit that is counted in Redis. Where the load shares the cores there is nothing to gain, and
 * the goal is not judged.
 *
 *   BENCH_REDIS_URL=redis://localhost:6379 npm run bench -- two-instances [--save]
 */
const REQUESTS = 800;
const CORES_NEEDED = 6;
const PER_MINUTE = 1_000_000;
const PATH = '/api/v1/me';

const redis = process.env.BENCH_REDIS_URL ?? 'redis://localhost:6379';
const system = await BenchSystem.start([]);
try {
  process.env.REDIS_URL = redis;
  const { principal } = await createBenchTenant([]);
  const { issueApiKey } = await import('@/lib/auth/api-key/issue-api-key');
  const { closeDatabase } = await import('@/lib/db');
  const limited = {
    name: 'Bench',
    scopes: ['usage:read' as const],
    mode: 'test' as const,
    rateLimit: PER_MINUTE,
  };
  const { key } = await issueApiKey(principal, limited);
  await closeDatabase();
  const ports = [Number(process.env.PORT), Number(process.env.PORT) + 1];
  const hosts = await Promise.all(
    ports.map((port) => startBenchProcess('bench/support/api-host.ts', { PORT: String(port) })),
  );
  try {
    const call = () => ({ path: PATH, headers: { 'x-api-key': key } });
    const load = (port: number, callers: number): Load =>
      new HttpLoad(`http://127.0.0.1:${port}`, call, { callers });
    const [first = 0, second = 0] = ports;
    const halves = [load(first, CALLERS / 2), load(second, CALLERS / 2)];
    const both: Load = {
      async send(requests) {
        const begin = performance.now();
        await Promise.all(halves.map((half) => half.send(requests / 2)));
        return { requests, seconds: (performance.now() - begin) / 1_000 };
      },
      close: async () => void (await Promise.all(halves.map((half) => half.close()))),
    };
    const pid = hosts[0]?.pid ?? 0;
    const slices = await compareInSlices([
      { name: 'two', pid, load: both, requests: REQUESTS },
      { name: 'one', pid, load: load(first, CALLERS), requests: REQUESTS },
      { name: 'one again', pid, load: load(first, CALLERS), requests: REQUESTS },
    ]);
    const cores = cpus().length;
    const judged = cores >= CORES_NEEDED;
    const goal: Figure['goal'] = judged ? { at: 'least', value: 1.7 } : undefined;
    publish({
      name: 'two-instances',
      title: 'Two instances',
      figures: [
        toFigure('rate of two, of one', 'x', ratioOf(slices, 'two', 'one', 'perSecond'), goal),
      ],
      control: toFigure(
        'rate of one, of itself',
        'x',
        ratioOf(slices, 'one again', 'one', 'perSecond'),
      ),
      remarks: judged
        ? []
        : [
            `The goal, at least 1.7, is not judged: ${cores} cores are shared by two web processes, PostgreSQL, Redis and the load, and ${CORES_NEEDED} are needed.`,
          ],
    });
  } finally {
    await Promise.all(hosts.map((host) => host.stop()));
  }
} finally {
  await system.stop();
}
