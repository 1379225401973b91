import type { Mode } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import { newIds } from '@/lib/public-id';
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

/** One parameter of JSON: making it costs a third of what a list for each column costs the driver. */
const INSERT_LOGS = `
  insert into request_log (id, workspace_id, mode, credential_id, method, path, scope, status,
    duration_ms, address, user_agent, problem, request_id, time)
  select id, "workspaceId", mode::"Mode", "credentialId", method, path, scope, status,
    "durationMs", address, "userAgent", problem, "requestId", to_timestamp(time / 1000.0)
  from rows from (
    json_to_recordset($1::json) as ("workspaceId" uuid, mode text, "credentialId" text,
      method text, path text, scope text, status int, "durationMs" float8, address text,
      "userAgent" text, problem text, "requestId" text, time int8),
    unnest($2::uuid[])
  ) as noted("workspaceId", mode, "credentialId", method, path, scope, status, "durationMs",
    address, "userAgent", problem, "requestId", time, id)`;

/**
 * Writes a batch as one statement.
 * @param rows each a `RequestLogRow` as JSON.
 */
export async function insertRequestLogs(rows: readonly string[]): Promise<void> {
  const values = [`[${rows.join(',')}]`, newIds(rows.length)];
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
