import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RequestReport } from '@/components/request-log/request-report';
import { PageHeader } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { readRequestLog } from '@/lib/request-log/list-request-logs';
import { readOperation } from '../read-operation';

export const metadata: Metadata = { title: 'Request' };

export default async function RequestLogPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const principal = await requirePrincipal(`/developers/request-logs/${encodeURIComponent(id)}`);
  const request = await readRequestLog(principal, id);
  if (!request) notFound();
  return (
    <>
      <p className="mb-4 text-sm">
        <PageLink href="/developers/request-logs">All requests</PageLink>
      </p>
      <PageHeader
        title={
          <code className="text-xl [overflow-wrap:anywhere]">
            {request.method} {request.path}
          </code>
        }
      />
      <RequestReport request={request} operation={readOperation(request)} />
    </>
  );
}
