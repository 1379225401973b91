import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

export type ReadTimes = { count: number; failed: number; p50: number; p99: number };

const PER_SECOND = 25;
const LIMIT_MS = 20_000;

/**
 * Asks for `path` at an even rate until `until`, whether or not earlier answers have come: a slow
 * answer does not slow the questions down.
 * @returns milliseconds, and how many were answered with anything but 200.
 */
export async function measureReads(
  origin: string,
  path: string,
  key: string,
  until: () => boolean,
): Promise<ReadTimes> {
  const pool = new Pool(origin, { connections: 50 });
  const times: number[] = [];
  let failed = 0;
  const ask = async () => {
    const begin = performance.now();
    const signal = AbortSignal.timeout(LIMIT_MS);
    try {
      const { statusCode, body } = await pool.request({
        method: 'GET',
        path,
        headers: { 'x-api-key': key },
        signal,
      });
      await body.dump();
      if (statusCode !== 200) failed += 1;
    } catch {
      failed += 1;
    }
    times.push(performance.now() - begin);
  };
  const asked: Promise<void>[] = [];
  const begin = performance.now();
  while (!until()) {
    asked.push(ask());
    await pause(Math.max(0, begin + (asked.length * 1_000) / PER_SECOND - performance.now()));
  }
  await Promise.all(asked);
  await pool.close();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? 0;
  return { count: times.length, failed, p50: at(0.5), p99: at(0.99) };
}
