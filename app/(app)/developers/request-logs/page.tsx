import type { Metadata } from 'next';
import { z } from 'zod';
import { RequestLogFilter } from '@/components/request-log/request-log-filter';
import { RequestLogTable } from '@/components/request-log/request-log-table';
import { RequestPanel } from '@/components/request-log/request-panel';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import {
  listRequestLogs,
  readRequestLog,
  REQUEST_LOG_DAYS,
} from '@/lib/request-log/list-request-logs';
import { readOperation } from './read-operation';

export const metadata: Metadata = { title: 'Request log' };

const PATH = '/developers/request-logs';
const PAGE_SIZE = 25;

const text = z.string().max(512).optional().catch(undefined);
const querySchema = z.object({
  key: text,
  status: z.enum(['failed', '2xx', '4xx', '5xx']).optional().catch(undefined),
  method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).optional().catch(undefined),
  path: text,
  cursor: text,
  /** The request that the panel shows. */
  open: text,
});

type RequestLogsPageProps = {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function RequestLogsPage({ searchParams }: RequestLogsPageProps) {
  const principal = await requirePrincipal(PATH);
  const { cursor, open, ...query } = querySchema.parse(await searchParams);
  const filter = {
    credentialId: query.key || undefined,
    status: query.status,
    method: query.method,
    path: query.path?.trim() || undefined,
  };
  const [page, keys, opened] = await Promise.all([
    listRequestLogs(principal, { limit: PAGE_SIZE, cursor }, filter),
    listApiKeys(principal),
    open ? readRequestLog(principal, open) : null,
  ]);
  const known = keys.filter((key) => key.mode === principal.mode);
  const kept = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  const addressWith = (more: Record<string, string | undefined>) => {
    const address = new URLSearchParams(kept);
    for (const [name, value] of Object.entries(more)) if (value) address.set(name, value);
    return `${PATH}${address.size > 0 ? `?${address}` : ''}`;
  };
  return (
    <>
      <PageHeader
        title="Request log"
        lead={`Every call of the API in ${principal.mode} mode, kept for ${REQUEST_LOG_DAYS} days.`}
      />
      <div className={opened ? 'max-lg:hidden' : undefined}>
        <RequestLogFilter query={query} keys={known} />
      </div>
      {page.data.length > 0 || opened ? (
        <div className={opened ? 'gap-8 lg:grid lg:grid-cols-2' : undefined}>
          <div className={opened ? 'min-w-0 max-lg:hidden' : undefined}>
            <RequestLogTable
              requests={page.data}
              names={new Map(known.map(({ id, name }) => [id, name]))}
              hrefOf={(id) => addressWith({ cursor, open: id })}
              open={opened?.id}
            />
          </div>
          {opened && (
            <RequestPanel
              request={opened}
              operation={readOperation(opened)}
              closeHref={addressWith({ cursor })}
            />
          )}
        </div>
      ) : (
        <EmptyState title="No requests found">
          <p>
            {kept.size > 0
              ? 'No request matches these filters.'
              : 'Calls appear here a few seconds after you send them.'}
          </p>
        </EmptyState>
      )}
      <Pagination path={addressWith({})} cursor={cursor} nextCursor={page.next_cursor} />
    </>
  );
}
