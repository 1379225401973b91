import process from 'node:process';
import { dbPool } from '@/lib/db';
import { reportReady } from '@/lib/process';

/**
 * A fold of usage as it must not be: its two steps are two transactions. It stops between them for
 * whoever kills it there. The twin of the real fold in services/web/usage-after-kill.test.ts.
 *
 *   node scripts/run.mjs e2e/support/fold-in-two-steps.ts take-first | add-first
 */
const FIRST_STEP: Record<string, string> = {
  'take-first': 'delete from usage_delta',
  'add-first': `
    insert into usage_hour as h (workspace_id, mode, meter_id, hour, count, sum, max)
    select workspace_id, mode, meter_id, hour, sum(count), sum(sum), max(max)
    from usage_delta group by 1, 2, 3, 4
    on conflict (meter_id, hour) do update set count = h.count + excluded.count,
      sum = h.sum + excluded.sum, max = greatest(h.max, excluded.max)`,
};

await dbPool().query(FIRST_STEP[process.argv[2] ?? ''] ?? '');
reportReady();
// The second step never comes.
setInterval(() => {}, 60_000);
