import { randomBytes } from 'node:crypto';
import { DEMO_PEOPLE } from '@/services/stand-ins/person';
import type { StandIn } from '../connection-provider';
import { type GrantState, NO_GRANTS } from '../grant-store';

/** A file in someone's Drive. */
export type DriveFile = {
  id: string;
  owner: string;
  name: string;
  mimeType: string;
  /** Base64. */
  content: string;
  /** Whether the application made it. It sees no other file. */
  ours: boolean;
  modifiedTime: string;
};

/** What the Drive-shaped stand-in remembers. */
export type DriveState = GrantState & {
  files: Record<string, DriveFile>;
  /** Ids that were given out before there was a file. */
  reservedIds: Record<string, string>;
};

/** Everyone has a file that is no one else's business. */
const PRIVATE_FILES: DriveFile[] = DEMO_PEOPLE.map(({ login, name }) => ({
  id: `private-${login}`,
  owner: login,
  name: 'Diary.txt',
  mimeType: 'text/plain',
  content: Buffer.from(`${name} writes: nobody reads this.`).toString('base64'),
  ours: false,
  modifiedTime: new Date(0).toISOString(),
}));

export const EMPTY_DRIVE: DriveState = {
  ...NO_GRANTS,
  files: Object.fromEntries(PRIVATE_FILES.map((file) => [file.id, file])),
  reservedIds: {},
};

/** An id as Google's look. */
export function newFileId(): string {
  return `1${randomBytes(24).toString('base64url')}`;
}

/** Where a person opens a file. */
export function viewLink(origin: string, file: DriveFile): string {
  return `${origin}/file/d/${file.id}/view`;
}

/** What the handlers of the Drive-shaped stand-in get. */
export type DriveStandIn = StandIn & {
  state: DriveState;
  save: () => void;
  /** A test shows with false what an injected code does where no one asks for PKCE. */
  requirePkce: boolean;
};
