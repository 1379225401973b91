import { findConnection } from '@/lib/auth/oauth/connections/connection.repository';
import type { Principal } from '@/lib/auth/principal';
import { describeDriveError, describeSlackError } from './provider-errors';
import { findExport, findLastExport } from './drive-export.repository';
import { findLastMessage } from './slack-queue.repository';

/** The last message to Slack. `error` is in words. */
export type LastPost = {
  status: 'pending' | 'posted' | 'failed';
  subject: string;
  channel: string | null;
  time: Date;
  error: string | null;
  /** How many wait to be posted. */
  waiting: number;
};

export type LastExport = {
  invoiceId: string;
  name: string;
  /** Null until a file was made. */
  link: string | null;
  time: Date;
  error: string | null;
};

/** What was posted last from the principal's workspace and mode. */
export async function readLastPost(principal: Principal): Promise<LastPost | null> {
  const connection = await find(principal, 'slack');
  if (!connection) return null;
  const { last, waiting } = await findLastMessage(connection.id);
  if (!last) return null;
  return {
    status: last.status,
    subject: last.subject.startsWith('test:') ? 'Test message' : 'Invoice',
    channel: last.channel ?? connection.channel,
    time: last.attemptedAt ?? last.createdAt,
    error: last.error && describeSlackError(last.error),
    waiting,
  };
}

/** What was exported last. */
export async function readLastExport(principal: Principal): Promise<LastExport | null> {
  const connection = await find(principal, 'drive');
  const row = connection && (await findLastExport(connection.id));
  return row && toLastExport(row);
}

/** The export of one invoice; `connected` says whether there is a Drive to export it to. */
export async function readInvoiceExport(
  principal: Principal,
  invoiceId: string,
): Promise<{ connected: boolean; exported: LastExport | null }> {
  const connection = await find(principal, 'drive');
  if (!connection) return { connected: false, exported: null };
  const row = await findExport({ connectionId: connection.id, invoiceId });
  return { connected: connection.status === 'active', exported: row && toLastExport(row) };
}

function toLastExport(row: NonNullable<Awaited<ReturnType<typeof findLastExport>>>): LastExport {
  const { invoiceId, name, link, attemptedAt, error } = row;
  return { invoiceId, name, link, time: attemptedAt, error: error && describeDriveError(error) };
}

function find({ workspaceId, mode }: Principal, provider: 'slack' | 'drive') {
  return findConnection({ workspaceId, mode, provider });
}
