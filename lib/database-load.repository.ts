import { dbPool } from './db';

/** How many statements wait because every connection of this process is in use. */
export function databaseQueueLength(): number {
  return dbPool().waitingCount;
}
