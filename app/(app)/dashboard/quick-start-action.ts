'use server';

import type { QuickStartState } from '@/components/activity/quick-start';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { getEnv } from '@/lib/env';
import { ProblemError } from '@/lib/http/problem';
import { createMeter } from '@/lib/usage/create-meter';
import { listMeters } from '@/lib/usage/list-meters';

const FIRST_METER = { key: 'api_calls', name: 'API calls', aggregation: 'sum' } as const;
const KEY_DAYS = 30;

/** Makes what a first call needs, in test mode only, and writes the call. The key is shown once. */
export async function quickStartAction(_: QuickStartState): Promise<QuickStartState> {
  const person = await requirePrincipal('/dashboard');
  const principal = { ...person, mode: 'test' as const };
  try {
    const meters = await listMeters(principal);
    const meter = meters.data[0] ?? (await createMeter(principal, FIRST_METER));
    const { key } = await issueApiKey(principal, {
      name: 'First key',
      mode: 'test',
      scopes: ['events:write', 'events:read', 'usage:read'],
      expiresInDays: KEY_DAYS,
    });
    const events = [{ id: 'first-1', meter: meter.key, quantity: 1 }];
    return {
      command: [
        `curl -H "X-API-Key: ${key}"`,
        '-H "Content-Type: application/json"',
        `-d '${JSON.stringify({ events })}'`,
        `${getEnv().APP_URL}/api/v1/events`,
      ].join(' '),
    };
  } catch (error) {
    if (error instanceof ProblemError) return { error: error.message };
    throw error;
  }
}
