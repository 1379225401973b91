'use server';

import { revalidatePath } from 'next/cache';
import type { InviteState } from '@/components/member/invite-form';
import { formatTime } from '@/components/ui/local-time';
import { requireFreshSignIn } from '@/lib/auth/oauth/session/require-fresh-sign-in';
import { requirePrincipal, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import { getEnv } from '@/lib/env';
import { ProblemError } from '@/lib/http/problem';
import { inviteMember } from '@/lib/workspace/invite-member';

const PAGE = '/settings/members';

/**
 * Makes an invitation and shows its link once, in the answer to this very request.
 *
 * Attack: a token in a path would end in access logs and in `Referer`. It stands behind the `#`, which
 * browsers do not send.
 */
export async function inviteAction(_: InviteState, form: FormData): Promise<InviteState> {
  const role = form.get('role') === 'owner' ? 'owner' : 'member';
  const principal =
    role === 'owner'
      ? toPrincipal(await requireFreshSignIn(`${PAGE}?role=owner`))
      : await requirePrincipal(PAGE);
  try {
    const { token, view } = await inviteMember(principal, role);
    revalidatePath(PAGE);
    const link = `${getEnv().APP_URL}/join#${token}`;
    return { role, invitation: { link, expires: await formatTime(view.expiresAt) } };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { role, error: error.message };
  }
}
