import { cookies } from 'next/headers';
import type { Mode } from '@/lib/auth/principal';
import { requirePerson } from './require-principal';
import { modeCookie } from './session-cookie';

/** Remembers whether the person looks at test or live data. For server actions. */
export async function selectMode(mode: Mode): Promise<void> {
  await requirePerson();
  const { name, options } = modeCookie();
  (await cookies()).set(name, mode === 'live' ? 'live' : 'test', options);
}
