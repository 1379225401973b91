import type { Metadata } from 'next';
import { readStyleRun, type StylePageProps } from '@/app/learn/read-style-run';
import { Concept } from '@/components/learn/chapter-page';
import { StyleChapter } from '@/components/learn/style-chapter';
import { type Fact, Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import {
  type ConnectedApp,
  listConnectedApps,
} from '@/lib/auth/oauth/authorization-server/connected-app';
import { listSessions } from '@/lib/auth/oauth/session/sessions';
import { type Person, toPrincipal } from '@/lib/auth/oauth/session/require-principal';

export const metadata: Metadata = { title: 'OAuth' };

export default async function OAuthChapter({ searchParams }: StylePageProps) {
  const { person, ...run } = await readStyleRun('oauth', searchParams);
  return <StyleChapter style="oauth" own={person && <OwnSession person={person} />} {...run} />;
}

/** What the reader lent, to the app that they connected last. */
function describeApps(apps: readonly ConnectedApp[]): Fact[] {
  const [app] = apps;
  if (!app) {
    const value = 'none. An app that you connect gets a token of its own, never your session';
    return [{ term: 'Apps that act for you', value }];
  }
  return [
    {
      term: 'Apps that act for you',
      value: (
        <>
          {apps.length}, <PageLink href="/settings/connected-apps">take it back</PageLink>
        </>
      ),
    },
    {
      term: app.name,
      value: `may ${app.scopes.join(', ')}, in ${app.mode} mode of ${app.workspaceName}`,
    },
    { term: 'Its refresh token ends', value: <LocalTime time={app.expiresAt} /> },
  ];
}

/** What the reader's own sign-in left behind on this side. */
async function OwnSession({ person }: { person: Person }) {
  const sessions = await listSessions(toPrincipal(person));
  const session = sessions.find(({ current }) => current);
  return (
    <Concept id="own" title="Your own">
      <Facts
        facts={[
          { term: 'You came from', value: session?.provider ?? 'a provider' },
          { term: 'What it told us', value: `${person.name}, ${person.email}` },
          { term: 'What we keep of its tokens', value: 'nothing' },
          { term: 'Signed in', value: <LocalTime time={person.signedInAt} /> },
          { term: 'Ends, unless used', value: <LocalTime time={person.expiresAt} /> },
          {
            term: 'Sessions of yours',
            value: (
              <>
                {sessions.length}, <PageLink href="/settings/sessions">end any of them</PageLink>
              </>
            ),
          },
          ...describeApps(await listConnectedApps(toPrincipal(person))),
        ]}
      />
    </Concept>
  );
}
