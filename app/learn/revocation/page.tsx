import type { Metadata } from 'next';
import { ChapterPage, Concept } from '@/components/learn/chapter-page';
import { DrillChart } from '@/components/learn/drill-chart';
import { RunButton } from '@/components/learn/run-button';
import { Callout } from '@/components/ui/callout';
import { ButtonLink } from '@/components/ui/button';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { findDrill } from '@/lib/learn/lab/report-store';
import { isLabOpen } from '@/lib/learn/lab/lab-policy';
import { readRecordedDrill } from '@/lib/learn/recorded/recorded-run';
import { drillAction } from './drill-action';

export const metadata: Metadata = { title: 'Revocation drill' };

type RevocationPageProps = { searchParams: Promise<{ run?: string | string[] }> };

export default async function RevocationPage({ searchParams }: RevocationPageProps) {
  const { run } = await searchParams;
  const person = await getPerson();
  const own = person && typeof run === 'string' ? await findDrill(person.userId, run) : undefined;
  const results = own ?? readRecordedDrill();
  return (
    <ChapterPage
      href="/learn/revocation"
      title="Revocation drill"
      lead="The day a credential is stolen is the wrong day to find out whether you can revoke it. Try it now, with five credentials made for the drill."
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
      <Concept id="result" title={own ? 'Time until each was refused' : 'Recorded drill'}>
        <DrillChart results={results} />
      </Concept>
      <Callout tone="warning" title="Common misconception">
        <p className="max-w-prose">
          “Revoke: rotate the key.” Rotating is not revoking. A rolled key keeps working during its
          overlap, so that nothing breaks; a thief has that time, too. After a theft, revoke. A
          short-lived certificate still needs a revocation list until it expires.
        </p>
      </Callout>
    </ChapterPage>
  );
}
