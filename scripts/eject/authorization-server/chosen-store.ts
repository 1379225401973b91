import type { Role } from '@/lib/auth/principal';
import { oncePerProcess } from '@/lib/once-per-process';
import type { OAuthStore } from './store';

/** What your own tables know of people, asked at each call: someone who left may do nothing any more. */
export type Directory = {
  findPerson(
    userId: string,
  ): Promise<{ name: string | null; email: string | null; image: string | null } | null>;
  /** Null for someone who does not belong to the workspace. */
  findMembership(
    workspaceId: string,
    userId: string,
  ): Promise<{ role: Role; workspaceName: string } | null>;
};

type Chosen = { store: OAuthStore; directory: Directory };

const holder = oncePerProcess('oauth-store', (): { chosen?: Chosen } => ({}));

/** Chooses the store of this process, and where people are looked up. */
export function chooseOAuthStore(store: OAuthStore, directory: Directory): void {
  holder.chosen = { store, directory };
}

function chosen(): Chosen {
  if (!holder.chosen) throw new Error('Call chooseOAuthStore() before the first request.');
  return holder.chosen;
}

export const store = (): OAuthStore => chosen().store;
export const directory = (): Directory => chosen().directory;
