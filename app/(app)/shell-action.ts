'use server';

import { revalidatePath } from 'next/cache';
import { selectMode } from '@/lib/auth/oauth/session/select-workspace';
import { selectWorkspace } from '@/lib/auth/oauth/session/select-workspace';

/** Shows test or live data from now on. */
export async function selectModeAction(form: FormData): Promise<void> {
  await selectMode(form.get('mode') === 'live' ? 'live' : 'test');
  revalidatePath('/', 'layout');
}

/** Opens another workspace of the person. */
export async function selectWorkspaceAction(form: FormData): Promise<void> {
  await selectWorkspace(String(form.get('workspace')));
  revalidatePath('/', 'layout');
}
