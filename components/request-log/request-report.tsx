import type { Operation } from '@/components/api-reference/operation';
import { StyleMark } from '@/components/auth-style/style-mark';
import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { getEnv } from '@/lib/env';
import { readCredentialStyle } from '@/lib/request-log/credential-style';
import { toCurl } from '@/lib/request-log/curl-command';
import type { RequestLogDetail } from '@/lib/request-log/list-request-logs';
import { ExpectedInput } from './expected-input';
import { formatDuration } from './format-duration';
import { HttpStatus } from './http-status';
import { RefusalReport } from './refusal-report';

export type RequestReportProps = {
  request: RequestLogDetail;
  /** What the reference says of it; undefined where the API has no such call. */
  operation: Operation | undefined;
};

/** All that the log knows of one call: for a page of its own, and for the panel beside the list. */
export function RequestReport({ request, operation }: RequestReportProps) {
  const curl = toCurl(request, getEnv().APP_URL);
  return (
    <>
      <RefusalReport request={request} />
      {request.status >= 400 && operation && (
        <ExpectedInput operation={operation} errors={request.errors} />
      )}
      <Section id="facts" title="Request">
        <Facts
          facts={[
            {
              term: 'Status',
              value: <HttpStatus status={request.status} problem={request.problem} />,
            },
            { term: 'Time', value: <LocalTime time={request.time} precision="second" /> },
            { term: 'Duration', value: formatDuration(request.durationMs) },
            { term: 'Credential', value: <Credential id={request.credentialId} /> },
            {
              term: 'Proof of the bound key',
              value:
                request.proof ?? 'none: a key or token that is bound to nothing, or a refused call',
            },
            { term: 'Scope used', value: request.scope ? <code>{request.scope}</code> : 'none' },
            { term: 'IP address', value: <code>{request.address ?? 'unknown'}</code> },
            { term: 'User agent', value: <code>{request.userAgent ?? 'unknown'}</code> },
            { term: 'Request id', value: <code>{request.requestId}</code>, copy: 'request id' },
          ]}
        />
      </Section>
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

/** An API key leads to its page in Settings; tokens of apps have none of their own. */
function Credential({ id }: { id: string }) {
  const style = readCredentialStyle(id);
  return (
    <span className="inline-flex items-center gap-1.5">
      <StyleMark name={style} />
      {style === 'api-key' ? (
        <PageLink href={`/settings/api-keys/${id}`}>
          <code>{id}</code>
        </PageLink>
      ) : (
        <code>{id}</code>
      )}
    </span>
  );
}
