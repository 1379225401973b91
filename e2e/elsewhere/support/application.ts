import { TEST_ENV } from '@/e2e/support/test-database';

/** Points this process, and the ones that it starts, at a database; before anything asks for it. */
export function useDatabase(url: string): void {
  Object.assign(process.env, TEST_ENV, { DATABASE_URL: url, BILLING_DATABASE_URL: url });
}

/** Calls until the answer is as wished, and says how long that took in milliseconds. */
export async function timeUntil(
  ask: () => Promise<boolean>,
  limitMs: number,
  everyMs = 20,
): Promise<number> {
  const start = performance.now();
  for (;;) {
    if (await ask()) return performance.now() - start;
    if (performance.now() - start > limitMs) throw new Error(`not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
