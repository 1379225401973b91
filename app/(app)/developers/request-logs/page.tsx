import type { Metadata } from 'next';
import { z } from 'zod';
import { RequestLogFilter } from '@/components/request-log/request-log-filter';
import { RequestLogTable } from '@/components/request-log/request-log-table';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { listRequestLogs, REQUEST_LOG_DAYS } from '@/lib/request-log/list-request-logs';

export const metadata: Metadata = { title: 'Request log' };

const PAGE_SIZE = 25;

const text = z.string().max(512).optional().catch(undefined);
const querySchema = z.object({
  key: text,
  status: z.enum(['2xx', '4xx', '5xx']).optional().catch(undefined),
  method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).optional().catch(undefined),
  path: text,
  cursor: text,
});

type RequestLogsPageProps = {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function RequestLogsPage({ searchParams }: RequestLogsPageProps) {
  const principal = await requirePrincipal('/developers/request-logs');
  const { cursor, ...query } = querySchema.parse(await searchParams);
  const filter = {
    credentialId: query.key || undefined,
    status: query.status,
    method: query.method,
    path: query.path?.trim() || undefined,
  };
  const [page, keys] = await Promise.all([
    listRequestLogs(principal, { limit: PAGE_SIZE, cursor }, filter),
    listApiKeys(principal),
  ]);
  const known = keys.filter((key) => key.mode === principal.mode);
  const kept = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  return (
    <>
      <PageHeader
        title="Request log"
        lead={`Every call of the API in ${principal.mode} mode, kept for ${REQUEST_LOG_DAYS} days.`}
      />
      <RequestLogFilter query={query} keys={known} />
      {page.data.length > 0 ? (
        <RequestLogTable
          requests={page.data}
          names={new Map(known.map(({ id, name }) => [id, name]))}
        />
      ) : (
        <EmptyState title="No request is in the log.">
          <p>
            {kept.size > 0 ? 'Widen the filter.' : 'A call appears here a few seconds after it.'}
          </p>
        </EmptyState>
      )}
      <Pagination
        path={`/developers/request-logs${kept.size > 0 ? `?${kept}` : ''}`}
        cursor={cursor}
        nextCursor={page.next_cursor}
      />
    </>
  );
}
