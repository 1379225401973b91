'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import type { JoinState } from '@/components/member/join-form';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { selectWorkspace } from '@/lib/auth/oauth/session/select-workspace';
import { invitationCookie } from '@/lib/auth/oauth/session/session-cookie';
import { ProblemError } from '@/lib/http/problem';
import { readInvitationToken } from '@/lib/workspace/invite-member';
import { joinWorkspace } from '@/lib/workspace/join-workspace';

const ANSWER = '/join/accept';

/** Remembers the invitation across the sign-in that may follow. */
export async function openInvitationAction(_: JoinState, form: FormData): Promise<JoinState> {
  const token = readInvitationToken(String(form.get('code') ?? ''));
  if (!token) return { error: 'This is no invitation. Copy the whole link.' };
  const { name, options } = invitationCookie();
  (await cookies()).set(name, token, options);
  redirect(ANSWER);
}

/** Joins, and opens the workspace. */
export async function acceptInvitationAction(): Promise<void> {
  const principal = await requirePrincipal(ANSWER);
  const jar = await cookies();
  const token = jar.get(invitationCookie().name)?.value ?? '';
  try {
    const workspaceId = await joinWorkspace(principal, token);
    await selectWorkspace(workspaceId);
  } catch (error) {
    // The page says that the link opens nothing.
    if (error instanceof ProblemError && error.slug === 'not-found') redirect(ANSWER);
    throw error;
  }
  jar.delete(invitationCookie().name);
  await setNotice('workspace-joined');
  redirect('/dashboard');
}

/** Forgets the invitation in this browser. The link itself stays as it is. */
export async function declineInvitationAction(): Promise<void> {
  (await cookies()).delete(invitationCookie().name);
  redirect('/dashboard');
}
