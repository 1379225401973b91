import { readFile } from 'node:fs/promises';
import { ROLL_OVERLAPS, type RollOverlap } from '@/lib/auth/api-key/roll-api-key';
import type { Mode } from '@/lib/auth/principal';
import { ALL_SCOPES, isScope, type Scope, SCOPE_PRESETS } from '@/lib/auth/scope';

/** `--public-key`. Attack: an empty file must not make a key that anyone who copies it can use. */
export async function readPublicKeyFile(path: string | undefined): Promise<{ publicKey?: string }> {
  if (path === undefined) return {};
  const publicKey = await readFile(path, 'utf8');
  if (publicKey.trim() === '')
    throw new Error(`${path} is empty: --public-key needs a JWK or PEM.`);
  return { publicKey };
}

/** `--mode`. @throws {Error} one sentence, as all of these do. */
export function readMode(text: string): Mode {
  if (text === 'test' || text === 'live') return text;
  throw new Error(`--mode is test or live, not "${text}".`);
}

/** `--rate-limit`. Attack: an unset variable of a script must not become 0, which lifts the limit. */
export function readRateLimit(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--rate-limit is requests a minute, or 0 for no limit, not "${text}".`);
}

/** `--scopes`: names, or the name of a preset. */
export function readScopes(text: string): Scope[] {
  const names = text.split(',').map((name) => name.trim());
  return names.flatMap((name) => {
    if (isScope(name)) return [name];
    if (name === 'ingest' || name === 'read-only') return SCOPE_PRESETS[name].scopes;
    if (name === 'all') return ALL_SCOPES;
    throw new Error(`There is no scope "${name}". There are: ${ALL_SCOPES.join(', ')}.`);
  });
}

/** `--overlap`. */
export function readOverlap(text: string): RollOverlap {
  const overlap = (Object.keys(ROLL_OVERLAPS) as RollOverlap[]).find((name) => name === text);
  if (overlap) return overlap;
  throw new Error(`--overlap is 0, 1h, 24h or 7d, not "${text}".`);
}
