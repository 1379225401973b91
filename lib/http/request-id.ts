import { randomFillSync } from 'node:crypto';

const BYTES = 16;

/** Random bytes for 1,024 ids: one call of the system's generator for all of them. */
const pool = Buffer.alloc(BYTES * 1_024);
let taken = pool.length;

/** A name for one request: in its answer, in logs and in the audit log. */
export function newRequestId(): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  taken += BYTES;
  return `req_${pool.toString('hex', taken - BYTES, taken)}`;
}
