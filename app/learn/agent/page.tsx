import type { Metadata } from 'next';
import { readStyleRun, type StylePageProps } from '@/app/learn/read-style-run';
import { AttackTable } from '@/components/learn/attack-table';
import { Concept } from '@/components/learn/chapter-page';
import { WalkChapter } from '@/components/learn/style-chapter';
import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { listConnectedApps } from '@/lib/auth/oauth/authorization-server/connected-app';
import { type Person, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import { getEnv } from '@/lib/env';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';

export const metadata: Metadata = { title: 'An AI agent' };

export default async function AgentChapter({ searchParams }: StylePageProps) {
  const { person, ...run } = await readStyleRun('agent', searchParams);
  return (
    <WalkChapter
      walk="agent"
      title="An AI agent"
      look="oauth"
      own={person && <OwnAgents person={person} />}
      {...run}
    >
      <Concept id="attacks" title="Attacks">
        <AttackTable attacks={ATTACKS.filter(({ family }) => family === 'agent')} />
      </Concept>
      <Concept id="hand" title="By hand">
        <p className="max-w-prose">
          Give your agent this address. It asks for everything else, and the first call opens the
          consent page in your browser.
        </p>
        <CodeBlock id="by-hand" label="address" code={`${getEnv().APP_URL}/mcp`} />
      </Concept>
    </WalkChapter>
  );
}

/** What the reader allowed. */
async function OwnAgents({ person }: { person: Person }) {
  const connections = await listConnectedApps(toPrincipal(person));
  const used = connections
    .flatMap(({ name, lastUsedAt }) => (lastUsedAt ? [{ name, lastUsedAt }] : []))
    .toSorted((a, b) => +b.lastUsedAt - +a.lastUsedAt)[0];
  return (
    <Concept id="own" title="Your own">
      <Facts
        facts={[
          {
            term: 'Connected apps and agents',
            value: (
              <>
                {connections.length},{' '}
                <PageLink href="/settings/connected-apps">see what each can do</PageLink>
              </>
            ),
          },
          {
            term: 'Last used',
            value: used ? (
              <>
                {used.name}, <LocalTime time={used.lastUsedAt} />
              </>
            ) : (
              'never'
            ),
          },
          { term: 'Stored of a token', value: 'its digest, until it expires' },
        ]}
      />
    </Concept>
  );
}
