import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { readPlanOf } from '@/lib/billing/read-plan-of';
import { databaseNow } from '@/lib/database-clock.repository';
import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { type RepeatedTask, repeatTask } from '@/lib/repeat-task';
import {
  deleteEventsBefore,
  findTenantsWithEventsBefore,
  readPartition,
  type Tenant,
} from './event-retention.repository';
import {
  addUsagePartitions,
  dropMonth,
  dropPeriods,
  type ExpiredMonth,
  findExpiredMonths,
} from './usage-partition.repository';

/** How many whole months an event is kept after the month in which it was received. */
const MAX_KEPT_MONTHS = 13;
const SHORTER_MONTHS: ReadonlyMap<string, number> = new Map([['free', 6]]);

/** Says which plan a workspace is on. Tests put in plans of their own. */
export type ReadPlan = (tenant: Tenant) => Promise<string>;

/** What a run has done. */
export type Retained = { made: string[]; dropped: string[]; deleted: number };

/**
 * Makes the partitions to come and removes events whose time is over: by dropping a month where it is
 * over for every plan, and by deleting rows where it is over for the workspace's own. Usage does not
 * change: it is kept by hour and month.
 * @param now the time by the database's clock.
 * @param signal ends it early; what is left is done by the next run.
 * @throws {ProblemError} 503 while billing, which knows the plans, is out of reach: what has no known
 * end is kept.
 */
export async function retainEvents(
  now: Date,
  readPlan: ReadPlan = readPlanOf,
  signal = new AbortController().signal,
): Promise<Retained> {
  const made = await addUsagePartitions(now);
  const limit = monthsBefore(now, MAX_KEPT_MONTHS);
  const dropped: string[] = [];
  for (const month of await findExpiredMonths(limit)) {
    await archiveMonth(month, signal);
    await dropMonth(month);
    dropped.push(month.name);
  }
  dropped.push(...(await dropPeriods(limit)));
  return { made, dropped, deleted: await deleteByPlan(now, readPlan, signal) };
}

async function deleteByPlan(now: Date, readPlan: ReadPlan, signal: AbortSignal): Promise<number> {
  const soonest = monthsBefore(now, Math.min(...SHORTER_MONTHS.values()));
  let deleted = 0;
  for (const tenant of await findTenantsWithEventsBefore(soonest)) {
    signal.throwIfAborted();
    const months = SHORTER_MONTHS.get(await readPlan(tenant));
    if (months !== undefined) {
      deleted += await deleteEventsBefore(tenant, monthsBefore(now, months));
    }
  }
  return deleted;
}

function monthsBefore(now: Date, months: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1));
}

/**
 * Writes the events of a month to EVENT_ARCHIVE_DIR, where that is set: one line of JSON each, gzipped.
 * The file has its name only when it is whole and on disk.
 * @throws {Error} when it cannot be written; the month then stays in the database.
 */
async function archiveMonth({ name, month }: ExpiredMonth, signal: AbortSignal): Promise<void> {
  const folder = getEnv().EVENT_ARCHIVE_DIR;
  if (folder === undefined) return;
  const file = path.join(folder, `usage-events-${month}.jsonl.gz`);
  await mkdir(folder, { recursive: true });
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) return;
  const partial = `${file}.${randomUUID()}.part`;
  try {
    await pipeline(
      readPartition(name),
      createGzip(),
      createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true }),
      { signal },
    );
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

const RETAIN_MS = 600_000;

/**
 * Starts `retainEvents`, every ten minutes. Any number of processes may do it on one database. `stop`
 * does not wait for a month to be archived: the file is begun again next time.
 */
export function startEventRetention(): RepeatedTask {
  const log = createLog('usage');
  const stopping = new AbortController();
  const task = repeatTask(log, 'retain events', RETAIN_MS, async () => {
    const now = await databaseNow();
    const { made, dropped, deleted } = await retainEvents(now, readPlanOf, stopping.signal);
    if (made.length + dropped.length + deleted > 0) {
      log.info({ made, dropped, deleted }, 'event partitions changed');
    }
  });
  return {
    stop: () => {
      stopping.abort();
      return task.stop();
    },
  };
}
