import type { Mode } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import type { FieldError } from '@/lib/http/problem';
import type { Prisma, RequestLog } from '@/prisma/generated/client';

export type RequestLogRow = {
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
  detail: string | null;
  errors: readonly FieldError[] | null;
  proof: string | null;
  requestId: string;
  /** Milliseconds since 1970. */
  time: number;
};

/** One JSON parameter costs the driver a third of what a list for each column does. */
const INSERT_LOGS = `
  insert into request_log (id, workspace_id, mode, credential_id, method, path, scope, status,
    duration_ms, address, user_agent, problem, detail, errors, proof, request_id, time)
  select id, "workspaceId", mode::"Mode", "credentialId", method, path, scope, status,
    "durationMs", address, "userAgent", problem, detail, errors, proof, "requestId", to_timestamp(time / 1000.0)
  from rows from (
    json_to_recordset($1::json) as ("workspaceId" uuid, mode text, "credentialId" text,
      method text, path text, scope text, status int, "durationMs" float8, address text,
      "userAgent" text, problem text, detail text, errors jsonb, proof text, "requestId" text, time int8),
    unnest($2::uuid[])
  ) as logged("workspaceId", mode, "credentialId", method, path, scope, status, "durationMs",
    address, "userAgent", problem, detail, errors, proof, "requestId", time, id)
  on conflict (id) do nothing`;

/**
 * Writes a batch as one statement. Rows whose ids are there already are left as they are, so a batch
 * can be sent again after a lost answer.
 */
export async function insertRequestLogs(
  ids: readonly string[],
  rows: readonly RequestLogRow[],
): Promise<void> {
  const values = [JSON.stringify(rows), ids];
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

/** How many rows the filter lets through. */
export function countRequestLogs(where: Prisma.RequestLogWhereInput): Promise<number> {
  return db().requestLog.count({ where });
}

/** Deletes what is older, and tells how many rows that were. */
export async function deleteRequestLogsBefore(time: Date): Promise<number> {
  const { count } = await db().requestLog.deleteMany({ where: { time: { lt: time } } });
  return count;
}

/** The scopes that each credential needed for a call that was let through, since a time. */
export async function findUsedScopes(
  workspaceId: string,
  credentialIds: string[],
  since: Date,
): Promise<Map<string, Set<string>>> {
  const rows = await db().requestLog.groupBy({
    by: ['credentialId', 'scope'],
    where: {
      workspaceId,
      credentialId: { in: credentialIds },
      time: { gte: since },
      scope: { not: null },
      OR: [{ problem: null }, { problem: { not: 'insufficient-scope' } }],
    },
  });
  const used = new Map<string, Set<string>>();
  for (const { credentialId, scope } of rows) {
    if (!scope) continue;
    used.set(credentialId, (used.get(credentialId) ?? new Set()).add(scope));
  }
  return used;
}
