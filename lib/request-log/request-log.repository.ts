import type { Mode } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import type { RowBatch } from './row-batch';
import type { Prisma, RequestLog } from '@/prisma/generated/client';

export type RequestLogRow = {
  workspaceId: string;
  mode: Mode;
  credentialId: string;
  method: string;
  path: string;
  scope: string | undefined;
  status: number;
  durationMs: number;
  address: string | undefined;
  userAgent: string | undefined;
  problem: string | undefined;
  requestId: string;
  /** Milliseconds since 1970. */
  time: number;
};

/**
 * One parameter of JSON: making it costs a third of what a list for each column costs the driver. A
 * row's id is its batch's with its number at the end, so that a batch whose first write was done but
 * not heard of is not written twice.
 */
const INSERT_LOGS = `
  insert into request_log (workspace_id, mode, credential_id, method, path, scope, status,
    duration_ms, address, user_agent, problem, request_id, time, id)
  select w, m::"Mode", c, v, p, s, a, d, f, u, e, r, to_timestamp(t / 1000.0),
    (left($2, 32) || lpad(to_hex(n), 4, '0'))::uuid
  from rows from (
    json_to_recordset($1::json) as (w uuid, m text, c text, v text, p text, s text, a int,
      d float8, f text, u text, e text, r text, t int8)
  ) with ordinality as noted(w, m, c, v, p, s, a, d, f, u, e, r, t, n)
  on conflict (id) do nothing`;

/**
 * A row as it waits: JSON, its names a letter each. A busy process keeps and sends thousands a second,
 * and half of what it sent were names.
 */
export function encodeRequestLog(row: RequestLogRow): string {
  return JSON.stringify({
    w: row.workspaceId,
    m: row.mode,
    c: row.credentialId,
    v: row.method,
    p: row.path,
    s: row.scope,
    a: row.status,
    d: row.durationMs,
    f: row.address,
    u: row.userAgent,
    e: row.problem,
    r: row.requestId,
    t: row.time,
  });
}

/**
 * Writes a batch as one statement.
 * @param batch of rows as `encodeRequestLog` made them.
 */
export async function insertRequestLogs(batch: RowBatch): Promise<void> {
  const values = [batch.toJson(), batch.id];
  await dbPool().query({ name: 'insert-request-logs', text: INSERT_LOGS, values });
}

/** Rows that the filter lets through, newest first. */
export function findRequestLogs(
  where: Prisma.RequestLogWhereInput,
  take: number,
): Promise<RequestLog[]> {
  return db().requestLog.findMany({
    where,
    orderBy: [{ time: 'desc' }, { id: 'desc' }],
    take,
  });
}

/** Deletes what is older, and tells how many rows that were. */
export async function deleteRequestLogsBefore(time: Date): Promise<number> {
  const { count } = await db().requestLog.deleteMany({ where: { time: { lt: time } } });
  return count;
}
