/** What came of a part of the tests. `failures` are the names of what failed, where they are known. */
export type Tally = {
  passed: number;
  failed: number;
  skipped: number;
  failures?: readonly string[];
};

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };

export function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, { passed, failed, skipped, failures = [] }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
      failures: [...(sum.failures ?? []), ...failures],
    }),
    NOTHING,
  );
}

/** The last line of `npm test`; above it the names of what failed. */
export function formatTally({ passed, failed, skipped, failures = [] }: Tally): string {
  const rest = skipped > 0 ? `, ${skipped} skipped` : '';
  const names = failures.map((name) => `  failed: ${name}\n`).join('');
  return `${names}${passed} passed, ${failed} failed${rest}`;
}
