'use server';

import { redirect } from 'next/navigation';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { problem } from '@/lib/http/problem';
import { CHAPTER_RUNS } from '@/lib/learn/lab/cell-runs';
import { createLab } from '@/lib/learn/lab/create-lab';
import { launchAttack } from '@/lib/learn/lab/lab';
import { countLaunch, isLabOpen } from '@/lib/learn/lab/lab-policy';
import { keepReport } from '@/lib/learn/lab/report-store';
import { isStyle, type Style } from '@/lib/learn/style';
import type { Party } from '@/lib/trace/step';
import { isWalk, type Walk } from '@/lib/learn/walk';

/** No one attacks here: the caller of each is called what it is. */
const CALLERS: Readonly<Record<Style | Walk, Party>> = {
  'api-key': 'client',
  oauth: 'app',
  mtls: 'client',
  'ci-job': 'job',
  agent: 'agent',
};

/** Runs the live diagram of a chapter in the learner's sandbox, and shows it. */
export async function runStyleAction(form: FormData): Promise<void> {
  const chapter = String(form.get('chapter'));
  if (!(isStyle(chapter) || isWalk(chapter)) || !isLabOpen()) throw problem('not-found');
  const { userId } = await requirePrincipal(`/learn/${chapter}`);
  await countLaunch(userId);
  const runner = { refusal: '', removal: '', run: CHAPTER_RUNS[chapter] };
  const report = await launchAttack(runner, await createLab(userId), true, CALLERS[chapter]);
  redirect(`/learn/${chapter}?run=${await keepReport(userId, chapter, report)}#seen`);
}
