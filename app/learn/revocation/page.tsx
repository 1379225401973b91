import type { Metadata } from 'next';
import { ChapterPage, Concept } from '@/components/learn/chapter-page';
import { DrillChart } from '@/components/learn/drill-chart';
import { RunButton } from '@/components/learn/run-button';
import { Callout } from '@/components/ui/callout';
import { ButtonLink } from '@/components/ui/button';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { findDrill } from '@/lib/learn/lab/report-store';
import { isLabOpen } from '@/lib/learn/lab/lab-policy';
import { drillAction } from './drill-action';

export const metadata: Metadata = { title: 'Revocation drill' };

type RevocationPageProps = { searchParams: Promise<{ run?: string | string[] }> };

export default async function RevocationPage({ searchParams }: RevocationPageProps) {
  const { run } = await searchParams;
  const person = await getPerson();
  const results =
    person && typeof run === 'string' ? await findDrill(person.userId, run) : undefined;
  return (
    <ChapterPage
      href="/learn/revocation"
      title="Revocation drill"
      lead="The day a credential is stolen is the wrong day to find out whether it can be ended. So do it now, with five that are made for it."
    >
      {person && isLabOpen() && (
        <form action={drillAction}>
          <RunButton look="primary">End five credentials</RunButton>
        </form>
      )}
      {!person && (
        <p>
          <ButtonLink href="/sign-in?return=/learn/revocation">Sign in to run the drill</ButtonLink>
        </p>
      )}
      {!isLabOpen() && <p className="text-quiet">The lab is closed on this system.</p>}
      {results && (
        <Concept id="result" title="Time to dead">
          <DrillChart results={results} />
        </Concept>
      )}
      <Callout tone="warning" title="Often told imprecisely">
        <p className="max-w-prose">
          “Revoke: rotate the key.” Rotating is not revoking. A rolled key goes on for its overlap,
          so that nothing breaks; a thief has that time, too. After a theft, revoke. And a
          certificate is not ended by a short life alone: until then there is the list.
        </p>
      </Callout>
    </ChapterPage>
  );
}
