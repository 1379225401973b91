import type { Principal } from '@/lib/auth/principal';
import { decodeHeader } from '@/lib/decode-header';
import { decodeCursor, invalidCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import type { FieldError } from '@/lib/http/problem';
import { fromPublicId, toPublicId } from '@/lib/public-id';
import type { Prisma, RequestLog } from '@/prisma/generated/client';
import { parseErrors } from './describe-refusal';
import {
  countRequestLogs,
  deleteRequestLogsBefore,
  findRequestLogs,
} from './request-log.repository';

const DAY_MS = 86_400_000;

/** The name inside its cursors. */
const LIST = 'request-logs';

/** How long a request is remembered. */
export const REQUEST_LOG_DAYS = 30;

export type RequestLogView = {
  /** `log_…` */
  id: string;
  time: Date;
  credentialId: string;
  method: string;
  path: string;
  scope: string | null;
  status: number;
  durationMs: number;
  address: string | null;
  userAgent: string | null;
  /** The slug of the problem that was answered. */
  problem: string | null;
  /** How the key of a bound credential was proved; null where none was. */
  proof: string | null;
  requestId: string;
};

/** One request with what a refused one was told. */
export type RequestLogDetail = RequestLogView & {
  /** The problem's detail; null where the call was not refused, or was logged before it was kept. */
  detail: string | null;
  /** The first fields that were wrong. */
  errors: FieldError[];
};

export type RequestLogFilter = {
  credentialId?: string | undefined;
  method?: string | undefined;
  /** `2xx`, `4xx`, `5xx`, `failed` for 4xx and 5xx, or one status. */
  status?: string | undefined;
  problem?: string | undefined;
  path?: string | undefined;
};

/** The requests of the workspace's credentials in the principal's mode, newest first. */
export async function listRequestLogs(
  principal: Principal,
  { limit, cursor }: PageRequest,
  filter: RequestLogFilter = {},
): Promise<Page<RequestLogView>> {
  const where = { AND: [toWhere(principal, filter), readPosition(decodeCursor(LIST, cursor, 2))] };
  const rows = await findRequestLogs(where, limit + 1);
  return toPage(LIST, rows, limit, toView, (row) => [
    row.time.toISOString(),
    toPublicId('log', row.id),
  ]);
}

/** One request, null where the workspace has none of this id in this mode. */
export async function readRequestLog(
  principal: Principal,
  publicId: string,
): Promise<RequestLogDetail | null> {
  const id = fromPublicId('log', publicId);
  if (!id) return null;
  const [row] = await findRequestLogs({ AND: [toWhere(principal, {}), { id }] }, 1);
  return row ? { ...toView(row), detail: row.detail, errors: parseErrors(row.errors) } : null;
}

/** Failed requests of the last 24 hours, and of the 24 hours before. */
export async function countFailedRequests(
  principal: Principal,
  now = new Date(),
): Promise<{ last: number; before: number }> {
  const failed = toWhere(principal, { status: 'failed' });
  const [day, twoDays] = [1, 2].map((days) => new Date(now.getTime() - days * DAY_MS));
  const [last, before] = await Promise.all([
    countRequestLogs({ ...failed, time: { gte: day } }),
    countRequestLogs({ ...failed, time: { gte: twoDays, lt: day } }),
  ]);
  return { last, before };
}

function toWhere(principal: Principal, filter: RequestLogFilter): Prisma.RequestLogWhereInput {
  const { workspaceId, mode } = principal;
  return {
    workspaceId,
    mode,
    ...(filter.credentialId ? { credentialId: filter.credentialId } : {}),
    ...(filter.method ? { method: filter.method } : {}),
    ...(filter.status ? { status: toStatusWhere(filter.status) } : {}),
    ...(filter.problem ? { problem: filter.problem } : {}),
    ...(filter.path ? { path: filter.path } : {}),
  };
}

function toStatusWhere(status: string): Prisma.IntFilter | number {
  if (status === 'failed') return { gte: 400 };
  const hundred = /^([1-5])xx$/.exec(status)?.[1];
  const first = Number(hundred) * 100;
  return hundred ? { gte: first, lt: first + 100 } : Number(status);
}

function readPosition(texts: string[] | undefined): Prisma.RequestLogWhereInput {
  if (!texts) return {};
  const time = new Date(texts[0] ?? '');
  const id = fromPublicId('log', texts[1] ?? '');
  if (Number.isNaN(time.getTime()) || !id) throw invalidCursor();
  return { OR: [{ time: { lt: time } }, { time, id: { lt: id } }] };
}

function toView(row: RequestLog): RequestLogView {
  const {
    id,
    workspaceId: _workspace,
    mode: _mode,
    detail: _detail,
    errors: _errors,
    ...rest
  } = row;
  const userAgent = rest.userAgent && decodeHeader(rest.userAgent);
  return { id: toPublicId('log', id), ...rest, userAgent };
}

/** Forgets requests older than 30 days, and tells how many those were. */
export function pruneRequestLogs(now = new Date()): Promise<number> {
  return deleteRequestLogsBefore(new Date(now.getTime() - REQUEST_LOG_DAYS * DAY_MS));
}
