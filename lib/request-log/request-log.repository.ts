import type { Mode } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import type { Prisma, RequestLog } from '@/prisma/generated/client';
import type { RowBatch } from './row-batch';

/** Whose request it was. */
export type RequestLogOwner = { workspaceId: string; mode: Mode; credentialId: string };

export type RequestLogRow = {
  method: string;
  path: string;
  scope: string | null;
  status: number;
  durationMs: number;
  address: string | null;
  userAgent: string | null;
  problem: string | null;
  requestId: string;
  /** Milliseconds since 1970. */
  time: number;
};

/**
 * One parameter of JSON: making it costs a third of what a list for each column costs the driver. A
 * row's id is its batch's with its number at the end, so that a batch whose first write was done but
 * not heard of is not written twice. Whoever knows one can work out its neighbours': an id opens
 * nothing, each read asks whose workspace it is.
 */
const INSERT_LOGS = `
  insert into request_log (workspace_id, mode, credential_id, method, path, scope, status,
    duration_ms, address, user_agent, problem, request_id, time, id)
  select w, m::"Mode", c, v, p, s, a, d / 1000.0, f, u, e, r, to_timestamp(t / 1000.0),
    (left($2, 32) || lpad(to_hex(n), 4, '0'))::uuid
  from rows from (
    json_to_recordset($1::json) as (w uuid, m text, c text, v text, p text, s text, a int,
      d int8, f text, u text, e text, r text, t int8)
  ) with ordinality as noted(w, m, c, v, p, s, a, d, f, u, e, r, t, n)
  on conflict (id) do nothing`;

/** The first half of an owner's rows, to be made once. */
export function encodeOwner({ workspaceId, mode, credentialId }: RequestLogOwner): string {
  return `{"w":${quote(workspaceId)},"m":${quote(mode)},"c":${quote(credentialId)}`;
}

/**
 * A row as it waits: JSON, its names a letter each. A busy process keeps and sends thousands a second,
 * and half of what it sent were names. What is null is left out: it reads as null, and most of most
 * rows is. Written out by hand, field by field, since that costs half of what an object does.
 * @param owner as `encodeOwner` made it.
 */
export function encodeRequestLog(owner: string, row: RequestLogRow): string {
  const microseconds = Math.round(row.durationMs * 1_000);
  return (
    `${owner},"v":${quoteOften(row.method)},"p":${quoteOften(row.path)},"a":${row.status}` +
    `,"d":${microseconds},"r":${quote(row.requestId)},"t":${row.time}` +
    `${field('s', row.scope)}${field('f', row.address)}${field('u', row.userAgent)}` +
    `${field('e', row.problem)}}`
  );
}

function field(name: string, value: string | null): string {
  return value === null ? '' : `,"${name}":${quoteOften(value)}`;
}

/** What comes again and again: methods, paths, scopes, addresses. */
const quoted = new Map<string, string>();

/** Attack: a path or a user agent made up for each request would fill the memory. */
const MAX_QUOTED = 512;

/** Longer ones seldom come again. */
const MAX_QUOTED_LENGTH = 128;

function quoteOften(text: string): string {
  if (text.length > MAX_QUOTED_LENGTH) return quote(text);
  const known = quoted.get(text);
  if (known !== undefined) return known;
  if (quoted.size === MAX_QUOTED) quoted.clear();
  const fresh = quote(text);
  quoted.set(text, fresh);
  return fresh;
}

/** Attack: a path or a user agent that ends the text it stands in. Every text goes through here. */
function quote(text: string): string {
  return JSON.stringify(text);
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
