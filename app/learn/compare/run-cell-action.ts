'use server';

import { redirect } from 'next/navigation';
import { createLab } from '@/lib/learn/lab/create-lab';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { problem } from '@/lib/http/problem';
import { CELLS } from '@/lib/learn/comparison';
import { CELL_RUNS } from '@/lib/learn/lab/cell-runs';
import { countLaunch, isLabOpen } from '@/lib/learn/lab/lab-policy';
import { launchAttack } from '@/lib/learn/lab/lab';
import { keepReport } from '@/lib/learn/lab/report-store';

/** Runs what one cell says, in the learner's sandbox, and shows it. */
export async function runCellAction(form: FormData): Promise<void> {
  const { userId } = await requirePrincipal('/learn/compare');
  const cell = CELLS.find(({ id }) => id === form.get('cell'));
  if (!cell || !isLabOpen()) throw problem('not-found');
  await countLaunch(userId);
  const runner = { refusal: '', removal: '', run: CELL_RUNS[cell.id] };
  const report = await launchAttack(runner, await createLab(userId), true, 'client');
  const run = await keepReport(userId, cell.id, report);
  redirect(`/learn/compare?${new URLSearchParams({ cell: cell.id, run })}#seen`);
}
