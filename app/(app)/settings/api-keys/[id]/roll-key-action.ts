'use server';

import type { RollKeyState } from '@/components/api-key/roll-key-form';
import { formatTime } from '@/components/ui/local-time';
import {
  DEFAULT_ROLL_OVERLAP,
  ROLL_OVERLAPS,
  type RollOverlap,
  rollApiKey,
} from '@/lib/auth/api-key/roll-api-key';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { getEnv } from '@/lib/env';
import { ProblemError } from '@/lib/http/problem';

/** Gives a key a new secret and shows it once, in the answer to this very request. */
export async function rollKeyAction(_: RollKeyState, form: FormData): Promise<RollKeyState> {
  const id = String(form.get('id'));
  const principal = await requirePrincipal(`/settings/api-keys/${id}`);
  const overlap = String(form.get('overlap'));
  try {
    const { key, view } = await rollApiKey(principal, id, {
      overlap: isOverlap(overlap) ? overlap : DEFAULT_ROLL_OVERLAP,
      publicKey: String(form.get('publicKey') ?? ''),
    });
    const expires = await formatTime(view.expiresAt, 'date');
    return {
      revealed: { key, name: view.name, expires, origin: getEnv().APP_URL, bound: view.bound },
    };
  } catch (error) {
    if (error instanceof ProblemError) {
      return { error: error.options.errors?.[0]?.detail ?? error.message };
    }
    throw error;
  }
}

function isOverlap(text: string): text is RollOverlap {
  return Object.hasOwn(ROLL_OVERLAPS, text);
}
