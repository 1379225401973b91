'use server';

import { redirect } from 'next/navigation';
import { createLab } from '@/lib/learn/lab/create-lab';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { problem } from '@/lib/http/problem';
import { countLaunch, isLabOpen } from '@/lib/learn/lab/lab-policy';
import { launchAttack } from '@/lib/learn/lab/lab';
import { keepReport } from '@/lib/learn/lab/report-store';
import { RUNNERS } from '@/lib/learn/lab/runners';

/** Launches one attack in the learner's sandbox, and goes to the page that shows what it saw. */
export async function launchAction(form: FormData): Promise<void> {
  const slug = String(form.get('slug'));
  const guarded = form.get('guard') !== 'away';
  const { userId } = await requirePrincipal(`/learn/attacks/${slug}`);
  const runner = Object.hasOwn(RUNNERS, slug) ? RUNNERS[slug] : undefined;
  if (!runner || !isLabOpen()) throw problem('not-found');
  await countLaunch(userId);
  const report = await launchAttack(runner, await createLab(userId), guarded);
  redirect(`/learn/attacks/${slug}?run=${await keepReport(userId, slug, report)}#seen`);
}
