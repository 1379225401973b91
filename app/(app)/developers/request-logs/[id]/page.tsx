import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { isProblemSlug } from '@/components/problem/problem-slug';
import { HttpStatus } from '@/components/request-log/http-status';
import { Callout } from '@/components/ui/callout';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { PROBLEMS } from '@/lib/http/problem-catalog';
import { readRequestLog } from '@/lib/request-log/list-request-logs';

export const metadata: Metadata = { title: 'Request' };

export default async function RequestLogPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const principal = await requirePrincipal(`/developers/request-logs/${encodeURIComponent(id)}`);
  const request = await readRequestLog(principal, id);
  if (!request) notFound();
  const { problem } = request;
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
      <Facts
        facts={[
          { term: 'Answer', value: <HttpStatus status={request.status} problem={problem} /> },
          { term: 'Time', value: <LocalTime time={request.time} precision="second" /> },
          { term: 'Took', value: `${request.durationMs.toFixed(1)} ms` },
          {
            term: 'Credential',
            value: (
              <PageLink href={`/settings/api-keys/${request.credentialId}`}>
                <code>{request.credentialId}</code>
              </PageLink>
            ),
          },
          { term: 'Right used', value: request.scope ? <code>{request.scope}</code> : 'none' },
          { term: 'From', value: <code>{request.address ?? 'unknown'}</code> },
          { term: 'By', value: <code>{request.userAgent ?? 'unknown'}</code> },
          { term: 'Request id', value: <code>{request.requestId}</code>, copy: 'request id' },
        ]}
      />
      {problem && isProblemSlug(problem) && (
        <Callout tone="warning" title={PROBLEMS[problem].title} className="mt-8">
          <p>{PROBLEMS[problem].remedy}</p>
        </Callout>
      )}
    </>
  );
}
