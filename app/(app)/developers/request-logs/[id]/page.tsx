import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { toCurl } from '@/components/request-log/curl-command';
import { HttpStatus } from '@/components/request-log/http-status';
import { RefusalReport } from '@/components/request-log/refusal-report';
import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader, Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { getEnv } from '@/lib/env';
import { readRequestLog } from '@/lib/request-log/list-request-logs';

export const metadata: Metadata = { title: 'Request' };

export default async function RequestLogPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const principal = await requirePrincipal(`/developers/request-logs/${encodeURIComponent(id)}`);
  const request = await readRequestLog(principal, id);
  if (!request) notFound();
  const curl = toCurl(request, getEnv().APP_URL);
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
          {
            term: 'Answer',
            value: <HttpStatus status={request.status} problem={request.problem} />,
          },
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
          {
            term: 'Proof of the bound key',
            value:
              request.proof ?? 'none: a key or token that is bound to nothing, or a refused call',
          },
          { term: 'Right used', value: request.scope ? <code>{request.scope}</code> : 'none' },
          { term: 'From', value: <code>{request.address ?? 'unknown'}</code> },
          { term: 'By', value: <code>{request.userAgent ?? 'unknown'}</code> },
          { term: 'Request id', value: <code>{request.requestId}</code>, copy: 'request id' },
        ]}
      />
      <RefusalReport request={request} />
      {curl && (
        <Section
          id="curl"
          title="Send it again"
          lead="The log keeps no query, body or credential, because they can hold personal data and secrets. Fill them in."
        >
          <CodeBlock id="curl-command" label="curl command" code={curl} />
        </Section>
      )}
    </>
  );
}
