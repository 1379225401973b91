import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mintApiKey, newApiKeyId } from '@/lib/auth/api-key/key-format';
import { newId } from '@/lib/public-id';
import { traceStep } from '@/lib/trace/trace-step';
import { PUBLIC_ONLY } from '@/lib/http/address-policy';
import { signWebhook } from '@/lib/webhooks/sign-webhook';
import { parseOutboundUrl, UrlNotAllowedError } from '@/lib/http/outbound-url';
import type { Runner } from './lab';

const INSIDE = [
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://localhost/',
  'https://billing.internal/',
];

const ANYWHERE = { allowsAddress: () => true, allowsPlainHttp: () => true };
const WEEK_MS = 7 * 86_400_000;

/** A53 */
export const webhookToTheInside: Runner = {
  refusal: '0 of 8 addresses taken',
  removal: 'Any address is taken, as long as it is a URL.',
  async run(_lab, guarded) {
    const taken = INSIDE.filter((text) =>
      traceStep(
        {
          name: 'webhook.url',
          from: 'client',
          to: 'web',
          lane: 'may',
          text: `Call me at ${text}`,
          code: 'lib/http/outbound-url.ts#requireAddress:allowsAddress',
        },
        () => mayCall(text, guarded),
        (yes) => (yes ? 'taken' : 'url-not-allowed'),
      ),
    );
    return {
      refused: taken.length === 0,
      seen: `${taken.length} of ${INSIDE.length} addresses taken`,
    };
  },
};

/** A54: the attacker does not know the secret. */
export const forgedWebhook: Runner = {
  refusal: 'refused: webhook-signature',
  removal: 'The receiver believes whoever posts.',
  async run(_lab, guarded) {
    const receiver = createReceiver(newSecret(), { signature: guarded });
    const body = '{"type":"invoice.paid","amount":1}';
    return post(receiver, 'Post a payment that never was', {
      headers: signWebhook([newSecret()], newId(), new Date(), body),
      body,
    });
  },
};

/** A55: a genuine delivery of last week, then one of just now for the second time. */
export const replayedWebhook: Runner = {
  refusal: 'refused: webhook-replayed',
  removal: 'The receiver looks neither at the time nor at the id.',
  async run(_lab, guarded) {
    const secret = newSecret();
    const receiver = createReceiver(secret, { signature: true, replay: guarded });
    const body = '{"type":"invoice.paid"}';
    const signed = (time: Date): Delivery => ({
      headers: signWebhook([secret], newId(), time, body),
      body,
    });
    await post(receiver, 'Send the delivery of last week', signed(new Date(Date.now() - WEEK_MS)));
    const genuine = signed(new Date());
    await post(receiver, 'Tollgate delivers', genuine);
    return post(receiver, 'Send the very same delivery again', genuine);
  },
};

/** A56: with the guard away, the API key signs, and so does its thief. */
export const keyAsWebhookSecret: Runner = {
  refusal: 'refused: webhook-signature',
  removal: 'Deliveries are signed with the API key.',
  async run(_lab, guarded) {
    const leaked = mintApiKey('test', newApiKeyId());
    const secret = guarded ? newSecret() : `whsec_${Buffer.from(leaked).toString('base64')}`;
    const body = '{"type":"invoice.paid"}';
    const id = newId();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const hmac = createHmac('sha256', Buffer.from(leaked)).update(`${id}.${timestamp}.${body}`);
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${hmac.digest('base64')}`,
    };
    return post(createReceiver(secret, {}), 'Sign with the leaked API key', { headers, body });
  },
};

async function post(receiver: ReturnType<typeof createReceiver>, text: string, delivery: Delivery) {
  const refusal = traceStep(
    {
      name: 'webhook.receive',
      from: 'client',
      to: 'web',
      lane: 'who',
      text: `${text}, to a customer’s receiver`,
    },
    () => receiver(delivery),
    (reason) => reason ?? 'taken',
  );
  return { refused: refusal !== null, seen: refusal ? `refused: ${refusal}` : 'taken as genuine' };
}

function mayCall(text: string, guarded: boolean): boolean {
  try {
    parseOutboundUrl(text, guarded ? PUBLIC_ONLY : ANYWHERE);
    return true;
  } catch (error) {
    if (error instanceof UrlNotAllowedError) return false;
    throw error;
  }
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

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
