import { cookies } from 'next/headers';
import { problem } from '@/lib/http/problem';
import { requirePerson } from './require-principal';
import { workspaceCookie, modeCookie } from './session-cookie';
import type { Mode } from '@/lib/auth/principal';

/**
 * Remembers the workspace that the person works in. For server actions.
 * @throws {ProblemError} 404 where they do not belong to it.
 */
export async function selectWorkspace(workspaceId: string): Promise<void> {
  const person = await requirePerson();
  if (!person.workspaces.some(({ id }) => id === workspaceId)) throw problem('not-found');
  const { name, options } = workspaceCookie();
  (await cookies()).set(name, workspaceId, options);
}

/** Remembers whether the person looks at test or live data. For server actions. */
export async function selectMode(mode: Mode): Promise<void> {
  await requirePerson();
  const { name, options } = modeCookie();
  (await cookies()).set(name, mode === 'live' ? 'live' : 'test', options);
}
