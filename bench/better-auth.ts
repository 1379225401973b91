import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { startBenchProcess } from './support/bench-process';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { compareInSlices, figureOf, ratioOf } from './support/compare';
import { HttpLoad } from './support/http-load';
import { buildPeerApp } from './support/peer-app';
import { publish, round, toFigure } from './support/publish';

/**
 * An authenticated call against better-auth's apiKey plugin in a Next.js route, in the same process
 * and on the same PostgreSQL server. Its rate limit is off, and so is ours.
 *
 *   npm run bench -- better-auth [--save]
 */
const REQUESTS = { ours: 1_000, theirs: 40 };
const PATH = '/api/v1/me';

const peerApp = buildPeerApp();
const system = await BenchSystem.start([]);
try {
  const { key } = await createBenchTenant([]);
  const { closeDatabase } = await import('@/lib/db');
  const { getEnv } = await import('@/lib/env');
  await closeDatabase();
  const env = { BENCH_PEER_APP: peerApp, BENCH_DATABASE_URL: getEnv().DATABASE_URL };
  const setup = spawnSync(process.execPath, ['setup.mjs'], {
    cwd: peerApp,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  const theirKey = setup.stdout.trim().split('\n').at(-1) ?? '';
  if (setup.status !== 0) throw new Error(setup.stderr);
  const host = await startBenchProcess<{ port: number }>('bench/support/peer-host.ts', env);
  try {
    const call = (path: string, apiKey: string) => () => ({
      path,
      headers: { 'x-api-key': apiKey },
    });
    const ours = new HttpLoad(`http://127.0.0.1:${process.env.PORT}`, call(PATH, key));
    const their = `http://127.0.0.1:${host.message.port}`;
    const { pid } = host;
    const slices = await compareInSlices([
      { name: 'front door', pid, load: ours, requests: REQUESTS.ours },
      {
        name: 'better-auth',
        pid,
        load: new HttpLoad(their, call('/better-auth', theirKey)),
        requests: REQUESTS.theirs,
      },
      {
        name: 'better-auth again',
        pid,
        load: new HttpLoad(their, call('/better-auth', theirKey)),
        requests: REQUESTS.theirs,
      },
    ]);
    publish({
      name: 'better-auth',
      title: "Against better-auth's apiKey plugin",
      figures: [
        toFigure('CPU of better-auth, of ours', 'x', ratioOf(slices, 'better-auth', 'front door')),
        toFigure(
          'rate, of better-auth in a Next.js route on the same database',
          'x',
          ratioOf(slices, 'front door', 'better-auth', 'perSecond'),
          { at: 'least', value: 30 },
        ),
      ],
      control: toFigure(
        'CPU of better-auth, of itself',
        'x',
        ratioOf(slices, 'better-auth again', 'better-auth'),
      ),
      chart: {
        title: 'CPU per authenticated call',
        unit: 'µs',
        bars: [...slices.keys()].map((label) => ({
          label,
          value: round(figureOf(slices, label, 'cpuMicroseconds').median),
        })),
      },
    });
  } finally {
    await host.stop();
  }
} finally {
  await system.stop();
}
