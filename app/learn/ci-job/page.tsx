import type { Metadata } from 'next';
import { readStyleRun, type StylePageProps } from '@/app/learn/read-style-run';
import { AttackTable } from '@/components/learn/attack-table';
import { Concept } from '@/components/learn/chapter-page';
import { WalkChapter } from '@/components/learn/style-chapter';
import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { type Person, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import {
  developmentIssuer,
  isDevelopmentIssuer,
} from '@/lib/auth/oauth/workload-federation/issuer-keys';
import { listTrustRules } from '@/lib/auth/oauth/workload-federation/trust-rules';
import { getEnv } from '@/lib/env';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';

export const metadata: Metadata = { title: 'A CI job' };

export default async function CiJobChapter({ searchParams }: StylePageProps) {
  const { person, ...run } = await readStyleRun('ci-job', searchParams);
  const issuer = developmentIssuer();
  return (
    <WalkChapter
      walk="ci-job"
      title="A CI job"
      look="oauth"
      own={person && <OwnRules person={person} />}
      {...run}
    >
      <Concept id="attacks" title="Attacks">
        <AttackTable attacks={ATTACKS.filter(({ family }) => family === 'job')} />
      </Concept>
      {isDevelopmentIssuer(issuer) && (
        <Concept id="hand" title="By hand">
          <p className="max-w-prose">
            An issuer in the shape of GitHub Actions runs beside this system, at{' '}
            <code>{issuer}</code>. The job’s side of it is in <code>examples/ci</code>.
          </p>
          <CodeBlock id="by-hand" label="commands" code={writeCommands(issuer, getEnv().APP_URL)} />
        </Concept>
      )}
    </WalkChapter>
  );
}

function writeCommands(issuer: string, appUrl: string): string {
  return [
    `npm run -s tollgate -- trust create --issuer ${issuer} --audience tollgate \\`,
    '  --claim repository_id=123 --scopes events:write',
    `export TOLLGATE_URL=${appUrl} TOLLGATE_RULE=tru_…   # as printed`,
    'export JOB_TOKEN=$(npm run -s tollgate -- dev ci-token --repository-id 123 --audience tollgate)',
    'examples/ci/send-usage.sh',
  ].join('\n');
}

/** What the reader's workspace trusts. */
async function OwnRules({ person }: { person: Person }) {
  const rules = await listTrustRules(toPrincipal(person));
  const used = rules.flatMap(({ lastUsed }) => lastUsed ?? []).toSorted((a, b) => +b.at - +a.at)[0];
  return (
    <Concept id="own" title="Your own">
      <Facts
        facts={[
          {
            term: `Rules in ${person.mode} mode`,
            value: (
              <>
                {rules.length},{' '}
                <PageLink href="/settings/trusted-issuers">
                  {rules.length > 0 ? 'see why a job was refused' : 'create one'}
                </PageLink>
              </>
            ),
          },
          {
            term: 'Last used',
            value: used ? (
              <>
                <LocalTime time={used.at} />, by <code>{used.subject}</code>
              </>
            ) : (
              'never'
            ),
          },
          { term: 'Stored of a job', value: 'the digest of each token, until it expires' },
        ]}
      />
    </Concept>
  );
}
