import { z } from 'zod';
import { getEnv } from '@/lib/env';
import { problem } from '@/lib/http/problem';

const answerSchema = z.object({
  public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })),
});

const TIMEOUT_MS = 5_000;
const MIN_REFRESH_MS = 60_000;

let cached = { keys: new Map<string, string>(), fetchedAt: 0 };

/**
 * The public key with this identifier, fetched again for an unknown one at most once a minute.
 * @returns PEM, or undefined where GitHub does not publish such a key.
 * @throws {ProblemError} 503 where GitHub does not answer.
 * @see https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program
 */
export async function findGithubPublicKey(identifier: string): Promise<string | undefined> {
  const known = cached.keys.get(identifier);
  if (known || Date.now() - cached.fetchedAt < MIN_REFRESH_MS) return known;
  try {
    const response = await fetch(getEnv().GITHUB_SECRET_SCANNING_KEYS_URL, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { public_keys } = answerSchema.parse(await response.json());
    const keys = new Map(public_keys.map((entry) => [entry.key_identifier, entry.key]));
    cached = { keys, fetchedAt: Date.now() };
    return keys.get(identifier);
  } catch (cause) {
    throw problem('dependency-unavailable', { cause });
  }
}
