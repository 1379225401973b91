import { createHmac, randomBytes } from 'node:crypto';
import { decryptText, encryptText } from '@/lib/encryption';

/** `whsec_` and the base64 of 24 to 64 random bytes. */
const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/**
 * The headers of one attempt. Each secret that is valid now signs, the newest first, so that a
 * receiver can change over at its own time within the overlap of a roll.
 *
 * Attack: a body sent under another id, or again years later, would pass if only the body were
 * signed. Id and time are inside the signature.
 * @param messageId the same at every attempt: the receiver's key against handling it twice.
 * @param time of this attempt; the receiver refuses what is older than its tolerance.
 * @see https://www.standardwebhooks.com, "Signature scheme"
 */
export function signWebhook(
  secrets: readonly string[],
  messageId: string,
  time: Date,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(time.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const hmac = createHmac('sha256', keyOf(secret));
    return `v1,${hmac.update(`${messageId}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

/**
 * Attack: an API key used as the signing secret. Anyone who sees the key, in a log or at a receiver,
 * could sign. Only a `whsec_` secret signs, and only the server makes one.
 */
function keyOf(secret: string): Buffer {
  const [, encoded] = SECRET.exec(secret) ?? [];
  if (!encoded) throw new Error('A webhook is signed with a whsec_ secret, with nothing else.');
  return Buffer.from(encoded, 'base64');
}

const SECRET_BYTES = 32;

/** A new signing secret of 256 bits. It is shown once and never chosen by the caller. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

const context = (endpointId: string) => `webhook-secret:${endpointId}`;

/** Encrypts a secret for its endpoint's row. */
export function sealSecret(endpointId: string, secret: string): Promise<string> {
  return encryptText(secret, context(endpointId));
}

/** The secret again, to sign with. @throws {Error} when the row was tampered with. */
export function openSecret(endpointId: string, sealed: string): Promise<string> {
  return decryptText(sealed, context(endpointId));
}
