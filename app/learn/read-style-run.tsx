import { ButtonLink } from '@/components/ui/button';
import { getPerson, type Person } from '@/lib/auth/oauth/session/require-principal';
import type { LabReport } from '@/lib/learn/lab/lab-report';
import { isLabOpen } from '@/lib/learn/lab/lab-policy';
import { findReport } from '@/lib/learn/lab/report-store';
import { readRecordedRuns } from '@/lib/learn/recorded/recorded-run';
import type { Style } from '@/lib/learn/style';
import type { Walk } from '@/lib/learn/walk';
import { runStyleAction } from './run-style-action';

export type StylePageProps = { searchParams: Promise<{ run?: string | string[] }> };

/**
 * What a chapter shows this reader: their last run, else the recorded one, and whether they can run
 * it.
 */
export async function readStyleRun(
  style: Style | Walk,
  searchParams: StylePageProps['searchParams'],
) {
  const { run } = await searchParams;
  const person: Person | null = await getPerson();
  const own: LabReport | undefined =
    person && typeof run === 'string' ? await findReport(person.userId, style, run) : undefined;
  const report = own ?? readRecordedRuns(style).guarded;
  const open = isLabOpen();
  const invitation = open ? (
    <ButtonLink href={`/sign-in?return=/learn/${style}`}>
      Now with your own: sign in to run it
    </ButtonLink>
  ) : (
    'Nothing can be run from here: the lab is closed on this system.'
  );
  return {
    person,
    report,
    recorded: !own,
    invitation,
    action: person && open ? runStyleAction : undefined,
  };
}
