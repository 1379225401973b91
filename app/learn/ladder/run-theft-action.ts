'use server';

import { redirect } from 'next/navigation';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { problem } from '@/lib/http/problem';
import { createLab } from '@/lib/learn/lab/create-lab';
import { launchAttack } from '@/lib/learn/lab/lab';
import { countLaunch, isLabOpen } from '@/lib/learn/lab/lab-policy';
import { LADDER_RUNS } from '@/lib/learn/lab/ladder-runs';
import { keepReport } from '@/lib/learn/lab/report-store';
import { isTheftId } from '@/lib/learn/ladder/thefts';

/** Steals the credential of one cell in the learner's sandbox, uses it, and shows what happened. */
export async function runTheftAction(form: FormData): Promise<void> {
  const { userId } = await requirePrincipal('/learn/ladder');
  const theft = form.get('theft');
  if (!isTheftId(theft) || !isLabOpen()) throw problem('not-found');
  await countLaunch(userId);
  const runner = { refusal: '', removal: '', run: LADDER_RUNS[theft] };
  const report = await launchAttack(runner, await createLab(userId), true);
  const run = await keepReport(userId, `ladder:${theft}`, report);
  redirect(`/learn/ladder?${new URLSearchParams({ theft, run })}#seen`);
}
