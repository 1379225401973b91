import { sendUsageTotals } from '@/lib/billing/client';
import type { UsageReceipt, UsageTotal } from '@/lib/billing/wire';
import { createLog } from '@/lib/log';
import { type RepeatedTask, repeatTask } from '@/lib/repeat-task';
import { foldUsage, hasUnfoldedUsage } from './usage-fold.repository';
import { findWaitingTotals, markTotalsSent } from './usage-outbox.repository';

const MAX_TOTALS_PER_CALL = 500;

/** Hands totals to billing. Tests put in a billing that is down or forgets to answer. */
export type SendTotals = (totals: readonly UsageTotal[]) => Promise<UsageReceipt>;

/**
 * Sends billing the months that changed. A crash between billing's answer and the note of it sends
 * them again: billing takes each version once.
 * @returns how many were sent.
 * @throws {ProblemError} 503 when billing is out of reach; everything goes on waiting.
 */
export async function sendUsage(send: SendTotals = sendUsageTotals): Promise<number> {
  const waiting = await findWaitingTotals(MAX_TOTALS_PER_CALL);
  if (waiting.length === 0) return 0;
  await send(waiting.map(({ meterId: _meterId, ...total }) => total));
  await markTotalsSent(waiting);
  return waiting.length;
}

/**
 * Brings billing up to every event that was acknowledged before the call: for the moment before
 * invoices are issued.
 * @throws {ProblemError} 503 when billing is out of reach.
 */
export async function settleUsage(send?: SendTotals): Promise<void> {
  while (await hasUnfoldedUsage()) await foldUsage();
  while ((await sendUsage(send)) === MAX_TOTALS_PER_CALL);
}

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
