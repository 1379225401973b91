import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { type Fact, Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { PROVIDER_TEXTS } from '@/lib/auth/oauth/connections/connection-provider';
import type { ProviderView } from '@/lib/auth/oauth/connections/list-connections';
import type { LastExport, LastPost } from '@/lib/integrations/read-activity';

type ConnectionFactsProps = {
  view: ProviderView;
  lastPost: LastPost | null;
  lastExport: LastExport | null;
};

/** What is known of a connection, but its tokens. */
export function ConnectionFacts({ view, lastPost, lastExport }: ConnectionFactsProps) {
  const { provider, connection } = view;
  const { may, mayNot } = PROVIDER_TEXTS[provider];
  const slack = provider === 'slack';
  const facts: Fact[] = [
    { term: 'Can', value: may },
    { term: 'Can’t', value: mayNot },
  ];
  if (connection) {
    facts.unshift(
      {
        term: slack ? 'Slack workspace' : 'Google account',
        value: connection.accountName,
      },
      {
        term: 'Connected',
        value: (
          <>
            <LocalTime time={connection.connectedAt} />
            {connection.connectedBy && ` by ${connection.connectedBy}`}
          </>
        ),
      },
    );
    facts.push(
      { term: 'Scope', value: <code>{connection.scopes.join(' ')}</code> },
      { term: 'Last checked', value: <LocalTime time={connection.checkedAt} /> },
      slack
        ? { term: 'Last message', value: describePost(lastPost) }
        : { term: 'Last export', value: describeExport(lastExport) },
    );
  }
  return <Facts facts={facts} />;
}

const POST_STATUS = {
  posted: <Badge tone="good">posted</Badge>,
  pending: <Badge tone="waiting">waits</Badge>,
  failed: <Badge tone="bad">not posted</Badge>,
};

function describePost(post: LastPost | null): ReactNode {
  if (!post) return 'none yet';
  return (
    <>
      {POST_STATUS[post.status]} {post.subject}
      {post.channel && ` in ${post.channel}`}, <LocalTime time={post.time} />
      {post.error && <span className="block">{post.error}</span>}
      {post.waiting > 1 && <span className="block">{post.waiting} messages wait.</span>}
    </>
  );
}

function describeExport(exported: LastExport | null): ReactNode {
  if (!exported) return 'none yet: an invoice has a button for it';
  return (
    <>
      {exported.error ? <Badge tone="bad">failed</Badge> : <Badge tone="good">exported</Badge>}{' '}
      <PageLink href={`/invoices/${exported.invoiceId}`}>{exported.name}</PageLink>,{' '}
      <LocalTime time={exported.time} />
      {exported.error && <span className="block">{exported.error}</span>}
      {exported.link && (
        <a href={exported.link} className="block">
          Open the file in Drive
        </a>
      )}
    </>
  );
}
