import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

/** One read: when it was sent, by the same clock as `performance.now()`, and what came of it. */
export type Read = { sentMs: number; tookMs: number; failed: boolean; servedBy: string };

/** Milliseconds, and how many were answered with anything but 200. */
export type ReadTimes = { count: number; failed: number; p50: number; p99: number };

const PER_SECOND = 25;
const LIMIT_MS = 20_000;

/**
 * Asks for `path` at an even rate until `until`, whether or not earlier answers have come: a slow
 * answer does not slow the questions down.
 */
export async function sendReads(
  origin: string,
  path: string,
  key: string,
  until: () => boolean,
): Promise<Read[]> {
  const pool = new Pool(origin, { connections: 50 });
  const ask = async (): Promise<Read> => {
    const sentMs = performance.now();
    const end = (failed: boolean, servedBy = '') => ({
      sentMs,
      tookMs: performance.now() - sentMs,
      failed,
      servedBy,
    });
    try {
      const { statusCode, headers, body } = await pool.request({
        method: 'GET',
        path,
        headers: { 'x-api-key': key },
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      await body.dump();
      return end(statusCode !== 200, String(headers['x-served-by'] ?? ''));
    } catch {
      return end(true);
    }
  };
  const asked: Promise<Read>[] = [];
  const begin = performance.now();
  while (!until()) {
    asked.push(ask());
    await pause(Math.max(0, begin + (asked.length * 1_000) / PER_SECOND - performance.now()));
  }
  const reads = await Promise.all(asked);
  await pool.close();
  return reads;
}

/** The percentiles of some reads. */
export function summarise(reads: readonly Read[]): ReadTimes {
  const times = reads.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? 0;
  const failed = reads.filter((read) => read.failed).length;
  return { count: times.length, failed, p50: at(0.5), p99: at(0.99) };
}
