import { createLog } from '@/lib/log';
import { type RepeatedTask, repeatTask } from '@/lib/repeat-task';
import { type SendTotals, sendUsage } from './send-usage';
import { foldUsage } from './usage-fold.repository';

const FOLD_MS = 500;
const SEND_MS = 5_000;

/**
 * Starts folding usage and sending it to billing. Any number of processes may do it on one database.
 * `stop` resolves when nothing is under way.
 */
export function startUsageWorker(send?: SendTotals): RepeatedTask {
  const log = createLog('usage');
  const tasks = [
    repeatTask(log, 'fold', FOLD_MS, foldUsage),
    repeatTask(log, 'send', SEND_MS, () => sendUsage(send)),
  ];
  return {
    stop: async () => {
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}
