import type { Metadata } from 'next';
import { readStyleRun, type StylePageProps } from '@/app/learn/read-style-run';
import { Concept } from '@/components/learn/chapter-page';
import { StyleChapter } from '@/components/learn/style-chapter';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import { type Person, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import { ALL_SCOPES } from '@/lib/auth/scope';

export const metadata: Metadata = { title: 'API key' };

export default async function ApiKeyChapter({ searchParams }: StylePageProps) {
  const { person, ...run } = await readStyleRun('api-key', searchParams);
  return <StyleChapter style="api-key" own={person && <OwnKey person={person} />} {...run} />;
}

/** The key that was used last, judged by what is said of keys. */
async function OwnKey({ person }: { person: Person }) {
  const keys = await listApiKeys(toPrincipal(person));
  const active = keys.filter(({ status }) => status === 'active');
  const [key] = active.toSorted((one, other) => Number(other.lastUsedAt) - Number(one.lastUsedAt));
  return (
    <Concept id="own" title="Your own">
      {key ? (
        <Facts
          facts={[
            { term: 'Key', value: <code>{key.masked}</code> },
            { term: 'Opens', value: `${key.mode} mode only` },
            {
              term: 'Scopes',
              value: `${key.scopes.length} of ${ALL_SCOPES.length}: ${key.scopes.join(', ')}`,
            },
            {
              term: 'Allowed IP addresses',
              value: key.allowedCidrs.length > 0 ? key.allowedCidrs.join(', ') : 'any address',
            },
            { term: 'Expires', value: <LocalTime time={key.expiresAt} /> },
            { term: 'A thief could', value: 'do all of this until you notice, or until it ends' },
          ]}
        />
      ) : (
        <p>
          You have no key that works. <PageLink href="/settings/api-keys/new">Make one</PageLink>{' '}
          and come back.
        </p>
      )}
    </Concept>
  );
}
