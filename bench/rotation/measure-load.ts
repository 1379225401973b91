import type { PeerClient } from '@/lib/auth/mtls/client/create-mtls-client';
import { WORKERS } from './setting';

export type LoadResult = {
  calls: number;
  failed: number;
  seconds: number;
  reasons: Record<string, number>;
};

/** Makes `calls` calls with 16 workers, without a retry, and counts those that failed. */
export async function measureLoad(client: PeerClient, calls: number): Promise<LoadResult> {
  const reasons = new Map<string, number>();
  let started = 0;
  let failed = 0;
  const begin = performance.now();
  const worker = async () => {
    while (started < calls) {
      started += 1;
      try {
        const { status, body } = await client.call({ method: 'GET', path: '/', idempotent: false });
        if (status !== 200 || body !== 'ok') throw new Error(`${status} ${body}`);
      } catch (error) {
        failed += 1;
        const reason = String(error instanceof Error ? (error.cause ?? error) : error);
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  const seconds = (performance.now() - begin) / 1_000;
  return { calls, failed, seconds, reasons: Object.fromEntries(reasons) };
}
