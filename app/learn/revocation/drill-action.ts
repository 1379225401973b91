'use server';

import { redirect } from 'next/navigation';
import { createLab } from '@/lib/learn/lab/create-lab';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { problem } from '@/lib/http/problem';
import { keepDrill } from '@/lib/learn/lab/report-store';
import { countLaunch, isLabOpen } from '@/lib/learn/lab/lab-policy';
import { runRevocationDrill } from '@/lib/learn/lab/revocation-drill';

/** Ends one credential of each kind and shows how long each still lived. */
export async function drillAction(): Promise<void> {
  const { userId } = await requirePrincipal('/learn/revocation');
  if (!isLabOpen()) throw problem('not-found');
  await countLaunch(userId);
  const run = await keepDrill(userId, await runRevocationDrill(await createLab(userId)));
  // An address of its own: a redirect to the page that one is on shows what was there before.
  redirect(`/learn/revocation?run=${run}#result`);
}
