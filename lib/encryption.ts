import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { EnvError, requireSecret } from './env';

/**
 * Encryption at rest for the few secrets that must be read back, such as a webhook's signing
 * secret: compact JWE, `dir` with A256GCM, under a key that is not in the database. `kid` names the
 * key's version, so keys rotate without downtime.
 * @see RFC 7516, RFC 7518 section 5.3
 */

const KEY_BYTES = 32;

type KeyRing = { newest: string; keys: ReadonlyMap<string, Uint8Array> };

/**
 * Reads `ENCRYPTION_KEYS`: `<version>:<base64url of 32 bytes>`, several separated by commas. The
 * highest version encrypts, every version decrypts.
 * @throws {EnvError} when an entry is malformed; the value is not quoted.
 */
export function parseEncryptionKeys(text: string): KeyRing {
  const keys = new Map<string, Uint8Array>();
  for (const entry of text.split(',')) {
    const [, version, encoded] = /^([1-9]\d{0,8}):([A-Za-z0-9_-]+)$/.exec(entry.trim()) ?? [];
    const key = Buffer.from(encoded ?? '', 'base64url');
    if (!version || key.length !== KEY_BYTES || keys.has(version)) {
      throw new EnvError(
        'ENCRYPTION_KEYS: each entry must be <version>:<base64url of 32 bytes>, each version once. See .env.example.',
      );
    }
    keys.set(version, key);
  }
  const newest = String(Math.max(...[...keys.keys()].map(Number)));
  return { newest, keys };
}

let cached: { text: string; ring: KeyRing } | undefined;

function keyRing(): KeyRing {
  const text = requireSecret('ENCRYPTION_KEYS');
  if (cached?.text !== text) cached = { text, ring: parseEncryptionKeys(text) };
  return cached.ring;
}

/**
 * Encrypts a text under the newest key.
 * @param context names the one place that the text belongs to, e.g. `webhook-secret:<id>`.
 * @throws {EnvError} when `ENCRYPTION_KEYS` is missing.
 */
export async function encryptText(text: string, context: string): Promise<string> {
  const { newest, keys } = keyRing();
  const key = keys.get(newest);
  if (!key) throw new EnvError('ENCRYPTION_KEYS is empty. See .env.example.');
  return await new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: newest, ctx: context })
    .encrypt(key);
}

/**
 * Decrypts what `encryptText` made for the same context.
 *
 * Attack: anyone who can write to the database copies a ciphertext into a row of their own and lets
 * the application decrypt it for them. The context is authenticated and must match.
 * @throws {Error} when the text was altered, belongs to another context, or its key is gone.
 */
export async function decryptText(token: string, context: string): Promise<string> {
  const { keys } = keyRing();
  const { plaintext, protectedHeader } = await compactDecrypt(
    token,
    (header) => {
      const key = keys.get(header.kid ?? '');
      if (!key) throw new Error(`No encryption key of version ${header.kid}.`);
      return key;
    },
    { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
  );
  if (protectedHeader.ctx !== context) throw new Error('The ciphertext belongs elsewhere.');
  return new TextDecoder().decode(plaintext);
}

/** The version of the key that closed a text, without opening it. */
export function encryptionVersionOf(token: string): string {
  return decodeProtectedHeader(token).kid ?? 'none';
}

/**
 * Opens a text and closes it again with the newest key, for the same context.
 * @returns null where the newest key has it already.
 * @throws {Error} when the text was altered or its key is gone.
 */
export async function renewEncryption(token: string): Promise<string | null> {
  const { kid, ctx } = decodeProtectedHeader(token);
  if (kid === keyRing().newest) return null;
  const context = z.string().parse(ctx);
  return encryptText(await decryptText(token, context), context);
}

/** The versions that this process knows, the newest last. */
export function encryptionVersions(): string[] {
  return [...keyRing().keys.keys()].toSorted((one, other) => Number(one) - Number(other));
}
