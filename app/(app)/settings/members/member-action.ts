'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import { requireFreshSignIn } from '@/lib/auth/oauth/session/require-fresh-sign-in';
import { requirePrincipal, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import { ProblemError } from '@/lib/http/problem';
import {
  changeRole,
  EXEMPT_OWNER,
  leaveWorkspace,
  removeMember,
} from '@/lib/workspace/change-member';
import { revokeInvitation } from '@/lib/workspace/invite-member';

const PAGE = '/settings/members';

/** Runs a change; where the last owner would be lost, the page says so. */
async function change(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ProblemError && error.slug === 'conflict') {
      const exempt = error.options.detail === EXEMPT_OWNER;
      redirect(`${PAGE}?refused=${exempt ? 'exempt-owner' : 'last-owner'}`);
    }
    throw error;
  }
}

/** Makes a member an owner, which needs a fresh sign-in, or an owner a member. */
export async function changeRoleAction(form: FormData): Promise<void> {
  const role = form.get('role') === 'owner' ? 'owner' : 'member';
  const principal =
    role === 'owner' ? toPrincipal(await requireFreshSignIn(PAGE)) : await requirePrincipal(PAGE);
  await change(() => changeRole(principal, String(form.get('id')), role));
  await setNotice('role-changed');
  redirect(PAGE);
}

/** Takes someone out of the workspace. */
export async function removeMemberAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal(PAGE);
  await change(() => removeMember(principal, String(form.get('id'))));
  await setNotice('member-removed');
  redirect(PAGE);
}

/** Leaves the workspace. The next page is of another one. */
export async function leaveWorkspaceAction(): Promise<void> {
  const principal = await requirePrincipal(PAGE);
  await change(() => leaveWorkspace(principal));
  await setNotice('workspace-left');
  redirect('/dashboard');
}

/** Takes an invitation back. */
export async function revokeInvitationAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal(PAGE);
  await revokeInvitation(principal, String(form.get('id')));
  await setNotice('invitation-revoked');
  redirect(PAGE);
}
