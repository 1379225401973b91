import { timingSafeEqual } from 'node:crypto';
import { signWebhook } from '@/lib/webhooks/sign-webhook';

export type Delivery = { headers: Record<string, string>; body: string };

/** What a receiver looks at; left out, it does. */
type Attention = { signature?: boolean; replay?: boolean };

const TOLERANCE_MS = 300_000;

/**
 * A customer's receiver as it should be: the signature over the raw bytes, then the time, then
 * whether this id was seen.
 * @returns a function that gives the reason of a refusal, or null where it takes the delivery.
 * @see https://www.standardwebhooks.com, "Signature scheme"
 */
export function createReceiver(secret: string, { signature = true, replay = true }: Attention) {
  const seen = new Set<string>();
  return ({ headers, body }: Delivery): string | null => {
    const id = headers['webhook-id'] ?? '';
    const time = new Date(Number(headers['webhook-timestamp']) * 1000);
    const expected = signWebhook([secret], id, time, body)['webhook-signature'] ?? '';
    if (signature && !equal(expected, headers['webhook-signature'] ?? ''))
      return 'webhook-signature';
    if (!replay) return null;
    if (Math.abs(Date.now() - time.getTime()) > TOLERANCE_MS) return 'webhook-too-old';
    if (seen.has(id)) return 'webhook-replayed';
    seen.add(id);
    return null;
  };
}

function equal(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
