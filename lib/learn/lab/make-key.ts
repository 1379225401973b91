import { issueApiKey, type NewApiKeyInput } from '@/lib/auth/api-key/issue-api-key';
import type { Principal } from '@/lib/auth/principal';
import { traceStep } from '@/lib/trace/trace-step';

const DAY_SECONDS = 86_400;

/** Makes a key in a sandbox. Unlike a user's, it ends by itself within a day. */
export async function makeKey(
  owner: Principal,
  input: Partial<NewApiKeyInput> = {},
): Promise<{ key: string; id: string }> {
  const { key, view } = await traceStep(
    {
      name: 'lab.issue-key',
      from: 'browser',
      to: 'web',
      lane: 'work',
      text: 'The owner makes a key',
      code: 'lib/auth/api-key/issue-api-key.ts#issueApiKey:mintApiKey',
    },
    () =>
      issueApiKey(owner, {
        name: 'Attack lab',
        scopes: ['events:write', 'events:read', 'usage:read', 'meters:read'],
        mode: 'test',
        expiresInSeconds: DAY_SECONDS,
        ...input,
      }),
    ({ view: made }) => `${made.masked}, ${made.scopes.join(' ')}`,
  );
  return { key, id: view.id };
}

/** The header that a key travels in. */
export function withKey(key: string): { 'x-api-key': string } {
  return { 'x-api-key': key };
}
