import { createHmac } from 'node:crypto';

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
 * Attack: an API key used as the signing secret. Whoever sees the key, in a log or at a receiver,
 * could sign. Only a `whsec_` secret signs, and only the server makes one.
 */
function keyOf(secret: string): Buffer {
  const [, encoded] = SECRET.exec(secret) ?? [];
  if (!encoded) throw new Error('A webhook is signed with a whsec_ secret, with nothing else.');
  return Buffer.from(encoded, 'base64');
}
