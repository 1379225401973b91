import { REQUEST_LOG_DAYS } from './list-request-logs';
import { deleteRequestLogsBefore } from './request-log.repository';

const DAY_MS = 86_400_000;

/** Forgets requests older than 30 days, and tells how many those were. */
export function pruneRequestLogs(now = new Date()): Promise<number> {
  return deleteRequestLogsBefore(new Date(now.getTime() - REQUEST_LOG_DAYS * DAY_MS));
}
