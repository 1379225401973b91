import type { Mode } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import type { Prisma, RequestLog } from '@/prisma/generated/client';

export type RequestLogRow = {
  id: string;
  workspaceId: string;
  mode: Mode;
  credentialId: string;
  method: string;
  path: string;
  scope: string | null;
  status: number;
  durationMs: number;
  address: string | null;
  userAgent: string | null;
  problem: string | null;
  requestId: string;
  time: Date;
};

const INSERT_LOGS = `
  insert into request_log (id, workspace_id, mode, credential_id, method, path, scope, status,
    duration_ms, address, user_agent, problem, request_id, time)
  select id, workspace_id, mode::"Mode", credential_id, method, path, scope, status, duration_ms,
    address, user_agent, problem, request_id, time
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::int[], $9::float8[], $10::text[], $11::text[], $12::text[], $13::text[], $14::timestamptz[])
    as t(id, workspace_id, mode, credential_id, method, path, scope, status, duration_ms, address,
      user_agent, problem, request_id, time)`;

const COLUMNS = [
  'id',
  'workspaceId',
  'mode',
  'credentialId',
  'method',
  'path',
  'scope',
  'status',
  'durationMs',
  'address',
  'userAgent',
  'problem',
  'requestId',
  'time',
] as const;

/** Writes a batch as one statement. */
export async function insertRequestLogs(rows: readonly RequestLogRow[]): Promise<void> {
  const values = COLUMNS.map((column) => rows.map((row) => row[column]));
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
