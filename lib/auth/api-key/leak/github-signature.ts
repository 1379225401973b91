import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { getEnv } from '@/lib/env';
import { problem } from '@/lib/http/problem';

/**
 * Whether GitHub signed these bytes: ECDSA on P-256 with SHA-256, over the body as it came.
 *
 * Attack: anyone could post "this key leaked". The signature is checked over the raw bytes, before
 * anything is parsed; the same document written differently does not pass.
 *
 * @param publicKey PEM, as GitHub publishes it.
 * @param signature base64 of the DER form.
 */
export function verifyGithubSignature(
  body: Uint8Array,
  signature: string,
  publicKey: string,
): boolean {
  try {
    const key = createPublicKey(publicKey);
    const curve = key.asymmetricKeyDetails?.namedCurve;
    if (key.asymmetricKeyType !== 'ec' || curve !== 'prime256v1') return false;
    return verify('sha256', body, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

const answerSchema = z.object({
  public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })),
});

const TIMEOUT_MS = 5_000;
const MIN_REFRESH_MS = 60_000;
const RETRY_MS = 5_000;

let keys = new Map<string, string>();
let nextFetchAt = 0;
let fetching: Promise<void> | undefined;

/**
 * The public key with this identifier, fetched again for an unknown one at most once a minute.
 *
 * Attack: made-up identifiers, each of which would make us call GitHub.
 *
 * @returns PEM, or undefined where GitHub does not publish such a key.
 * @throws {ProblemError} 503 where GitHub does not answer.
 * @see https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program
 */
export async function findGithubPublicKey(identifier: string): Promise<string | undefined> {
  const known = keys.get(identifier);
  if (known) return known;
  if (performance.now() >= nextFetchAt) {
    fetching ??= fetchKeys().finally(() => {
      fetching = undefined;
    });
  }
  await fetching;
  // A report that came while GitHub was out of reach is not refused as forged.
  if (keys.size === 0) throw problem('dependency-unavailable', { headers: RETRY });
  return keys.get(identifier);
}

const RETRY = { 'retry-after': String(RETRY_MS / 1_000) };

async function fetchKeys(): Promise<void> {
  nextFetchAt = performance.now() + RETRY_MS;
  try {
    const response = await fetch(getEnv().GITHUB_SECRET_SCANNING_KEYS_URL, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { public_keys } = answerSchema.parse(await response.json());
    keys = new Map(public_keys.map((entry) => [entry.key_identifier, entry.key]));
    nextFetchAt = performance.now() + MIN_REFRESH_MS;
  } catch (cause) {
    throw problem('dependency-unavailable', { cause, headers: RETRY });
  }
}
