import { randomInt } from 'node:crypto';
import type { Pool } from 'pg';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { compareInSlices, figureOf, type Load, ratioOf } from './support/compare';
import { sendAtOnce } from './support/http-load';
import { publish, round, toFigure } from './support/publish';

/**
 * What a key costs that is not remembered: the one statement of a miss, for random ids among 1,000
 * keys and among 1,000,000. CPU of the database process that answers.
 *
 *   npm run bench -- million-keys [--save]
 */
const FEW = 1_000;
const MANY = 1_000_000;
const LOOK_UPS = 1_500;

const system = await BenchSystem.start([]);
const { closeDatabase } = await import('@/lib/db');
const { getEnv } = await import('@/lib/env');
const { selectApiKey } = await import('@/lib/auth/api-key/stored-api-key.repository');
const keys = await import('./support/bench-keys.repository');
const pools: Pool[] = [];

async function contender(name: string, url: string, count: number, keyId: string) {
  const { pool, pid } = await keys.openBackend(url);
  pools.push(pool);
  await keys.fillKeys(pool, keyId, count);
  const lookUp = async () => {
    const id = String(randomInt(1, count)).padStart(8, '0');
    if (!(await selectApiKey(id, pool))) throw new Error(`no key ${id}`);
  };
  const load: Load = {
    send: (requests) => sendAtOnce(1, requests, lookUp),
    close: async () => {},
  };
  return { name, pid, load, requests: LOOK_UPS };
}

try {
  await createBenchTenant([]);
  const keyId = await keys.readKeyId();
  await closeDatabase();
  const { DATABASE_URL } = getEnv();
  const large = await keys.copyDatabase(DATABASE_URL, 'bench_large');
  const again = await keys.copyDatabase(DATABASE_URL, 'bench_again');
  const slices = await compareInSlices([
    await contender('1,000 keys', DATABASE_URL, FEW, keyId),
    await contender('1,000 keys again', again, FEW, keyId),
    await contender('1,000,000 keys', large, MANY, keyId),
  ]);
  publish({
    name: 'million-keys',
    title: 'A miss among a million keys',
    figures: [
      toFigure(
        'CPU of a look-up among 1,000,000 keys, of 1,000',
        'x',
        ratioOf(slices, '1,000,000 keys', '1,000 keys'),
        { at: 'most', value: 1.2 },
      ),
    ],
    control: toFigure(
      'CPU among 1,000 keys, of another 1,000',
      'x',
      ratioOf(slices, '1,000 keys again', '1,000 keys'),
    ),
    chart: {
      title: 'Database CPU per look-up',
      unit: 'µs',
      bars: [...slices.keys()].map((label) => ({
        label,
        value: round(figureOf(slices, label, 'cpuMicroseconds').median),
      })),
    },
  });
} finally {
  await Promise.all(pools.map((pool) => pool.end()));
  await system.stop();
}
