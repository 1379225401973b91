import { ButtonLink } from '@/components/ui/button';
import { getPerson, type Person } from '@/lib/auth/oauth/session/require-principal';
import type { LabReport } from '@/lib/learn/lab/lab';
import { isLabOpen } from '@/lib/learn/lab/lab-policy';
import { findReport } from '@/lib/learn/lab/report-store';
import type { Style } from '@/lib/learn/style';
import type { Walk } from '@/lib/learn/walk';
import { runStyleAction } from './run-style-action';

export type StylePageProps = { searchParams: Promise<{ run?: string | string[] }> };

/** What a chapter shows this reader: whether they may run it, and what their last run saw. */
export async function readStyleRun(
  style: Style | Walk,
  searchParams: StylePageProps['searchParams'],
) {
  const { run } = await searchParams;
  const person: Person | null = await getPerson();
  const report: LabReport | undefined =
    person && typeof run === 'string' ? await findReport(person.userId, style, run) : undefined;
  const open = isLabOpen();
  const invitation = open ? (
    <ButtonLink href={`/sign-in?return=/learn/${style}`}>
      Sign in to run it and see it drawn
    </ButtonLink>
  ) : (
    'Nothing can be run from here: the lab is closed on this system.'
  );
  return { person, report, invitation, action: person && open ? runStyleAction : undefined };
}
