import type { ClientContext } from '@/lib/http/client-context';
import { createLog } from '@/lib/log';
import { oncePerProcess } from '@/lib/once-per-process';
import { type ApiKeyUse, startPreviousGrace, updateApiKeyUses } from './api-key-use.repository';
import type { AuthenticatedApiKey } from './authenticate-api-key';

const FLUSH_MS = 60_000;
const MAX_USER_AGENT = 256;

type Notes = { uses: Map<string, ApiKeyUse>; timer: NodeJS.Timeout | undefined };

const notes = oncePerProcess<Notes>('api-key-uses', () => ({ uses: new Map(), timer: undefined }));

/**
 * Remembers a use in memory: time, address, user agent. Written in one statement a minute, so that a
 * request never waits for a write and a busy key's row is not fought over.
 */
export function recordKeyUse(proven: AuthenticatedApiKey, context: ClientContext): void {
  const { known, secret } = proven;
  notes.uses.set(known.id, {
    time: Date.now(),
    address: context.address,
    userAgent: context.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
  });
  notes.timer ??= setInterval(() => void flushApiKeyUses(), FLUSH_MS).unref();
  if (secret === 'current') startGrace(known);
}

/** The use that is not written yet, so that a page can show it at once. */
export function pendingApiKeyUse(id: string): ApiKeyUse | undefined {
  return notes.uses.get(id);
}

/** Writes what is remembered: each minute, and before the process ends. */
export async function flushApiKeyUses(): Promise<void> {
  if (notes.uses.size === 0) return;
  const uses = notes.uses;
  notes.uses = new Map();
  try {
    await updateApiKeyUses(uses);
  } catch (error) {
    createLog('api-key').error({ err: error, keys: uses.size }, 'last use not written, kept');
    for (const [id, use] of uses) if (!notes.uses.has(id)) notes.uses.set(id, use);
  }
}

/** Ends the timer after a last write, for a graceful stop. */
export async function stopApiKeyUses(): Promise<void> {
  clearInterval(notes.timer);
  notes.timer = undefined;
  await flushApiKeyUses();
}

/**
 * The first use of a new secret starts the end of the old one. This process knows at once; the
 * write follows outside the request, and its notification tells the others.
 */
function startGrace(known: AuthenticatedApiKey['known']): void {
  if (!known.previousDigest || known.previousExpiresAt || !known.previousNotAfter) return;
  const end = new Date(Date.now() + (known.overlapSeconds ?? 0) * 1000);
  known.previousExpiresAt = end < known.previousNotAfter ? end : known.previousNotAfter;
  startPreviousGrace(known.id, known.digest, end).catch((error: unknown) => {
    known.previousExpiresAt = null;
    createLog('api-key').error({ err: error, key: known.id }, 'overlap not started, tried again');
  });
}
