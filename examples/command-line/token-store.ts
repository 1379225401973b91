import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** What a login leaves behind, for one Tollgate. */
export type StoredTokens = {
  tollgate: string;
  clientId: string;
  accessToken: string;
  refreshToken: string;
  /** When the access token ends, in ms since 1970. */
  expiresAt: number;
};

/**
 * Where the tokens are: `DATA_DIR` where it is set or `.data` is here, else the user's own
 * configuration folder.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function tokenFolder(): string {
  if (process.env.DATA_DIR) return process.env.DATA_DIR;
  if (existsSync('.data')) return '.data';
  return path.join(process.env.XDG_CONFIG_HOME || path.join(os.homedir(), '.config'), 'tollgate');
}

const file = () => path.join(tokenFolder(), 'command-line-tokens.json');

/** The tokens for a Tollgate; undefined if there was no login to it. */
export async function readTokens(tollgate: string): Promise<StoredTokens | undefined> {
  try {
    const stored = JSON.parse(await readFile(file(), 'utf8')) as StoredTokens;
    return stored.tollgate === tollgate ? stored : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes them so that only this user can read them, whole or not at all.
 *
 * Attack: a file that is made first and protected afterwards can be opened in between. The mode is
 * given when the file is created, and the name is taken over in one step.
 */
export async function writeTokens(tokens: StoredTokens): Promise<void> {
  await mkdir(tokenFolder(), { recursive: true, mode: 0o700 });
  const fresh = `${file()}.${process.pid}`;
  await writeFile(fresh, JSON.stringify(tokens), { mode: 0o600, flag: 'wx' });
  await rename(fresh, file());
}

export async function removeTokens(): Promise<void> {
  await rm(file(), { force: true });
}
