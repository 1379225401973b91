import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the sender's clock, and a message on its way, may be off. */
export const TOLERANCE_SECONDS = 300;

export type RefusalSlug = 'webhook-signature' | 'webhook-too-old' | 'webhook-replayed';

/** A message that must not be acted on. */
export class WebhookRefusal extends Error {
  override name = 'WebhookRefusal';
  constructor(readonly slug: RefusalSlug) {
    super(slug);
  }
}

export type VerifiedWebhook = { id: string; timestamp: number };

/**
 * Checks that a message comes from the holder of the secret, is whole, and is fresh.
 * @param secret `whsec_…`, from the endpoint's page. Never an API key.
 * @param body the bytes as they came. Parsed and written again, the JSON may differ by a space, and
 * two parsers may read one text differently: verify first, parse then.
 * @param now in seconds since 1970.
 * @throws {WebhookRefusal}
 * @see https://www.standardwebhooks.com
 */
export function verifyWebhook(
  secret: string,
  headers: Record<string, string | string[] | undefined>,
  body: Buffer,
  now: number,
): VerifiedWebhook {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') {
    throw new WebhookRefusal('webhook-signature');
  }
  const expected = createHmac('sha256', keyOf(secret))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest();
  // Several signatures come while the sender changes its secret. One that matches is enough.
  const genuine = signatures.split(' ').some((entry) => matches(entry, expected));
  if (!genuine || !/^\d{1,12}$/.test(timestamp)) throw new WebhookRefusal('webhook-signature');

  // Attack: a message recorded today, sent again next month. The time is inside the signature.
  const age = now - Number(timestamp);
  if (Math.abs(age) > TOLERANCE_SECONDS) throw new WebhookRefusal('webhook-too-old');
  return { id, timestamp: Number(timestamp) };
}

/** Compares in constant time: how long it takes tells nothing of where the first byte differs. */
function matches(entry: string, expected: Buffer): boolean {
  const [version, encoded = ''] = entry.split(',');
  const given = Buffer.from(encoded, 'base64');
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
}

function keyOf(secret: string): Buffer {
  if (!/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret)) {
    throw new Error('WEBHOOK_SECRET must be the whsec_… secret of the endpoint, nothing else.');
  }
  return Buffer.from(secret.slice('whsec_'.length), 'base64');
}
