'use server';

import { redirect } from 'next/navigation';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { problem } from '@/lib/http/problem';
import { STYLE_RUNS } from '@/lib/learn/lab/cell-runs';
import { createLab } from '@/lib/learn/lab/create-lab';
import { launchAttack } from '@/lib/learn/lab/lab';
import { countLaunch, isLabOpen } from '@/lib/learn/lab/lab-policy';
import { keepReport } from '@/lib/learn/lab/report-store';
import { isStyle } from '@/lib/learn/style';

/** Runs the live diagram of a style's chapter in the learner's sandbox, and shows it. */
export async function runStyleAction(form: FormData): Promise<void> {
  const style = String(form.get('style'));
  if (!isStyle(style) || !isLabOpen()) throw problem('not-found');
  const { userId } = await requirePrincipal(`/learn/${style}`);
  await countLaunch(userId);
  const runner = { refusal: '', removal: '', run: STYLE_RUNS[style] };
  // Nobody attacks here.
  const caller = style === 'oauth' ? 'app' : 'client';
  const report = await launchAttack(runner, await createLab(userId), true, caller);
  redirect(`/learn/${style}?run=${await keepReport(userId, style, report)}#seen`);
}
