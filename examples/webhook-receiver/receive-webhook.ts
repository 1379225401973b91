import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createSeenMessages, type SeenMessages } from './seen-messages';
import { type RefusalSlug, verifyWebhook, WebhookRefusal } from './verify-webhook';

const MAX_BODY_BYTES = 1_048_576;

/** What a message says, once it is known to be genuine. */
export type WebhookEvent = {
  type: string;
  timestamp: string;
  mode: 'test' | 'live';
  data: unknown;
};

export type ReceiverOptions = {
  secret: string;
  /** Does the work. When it throws, the sender tries again later. */
  handle: (event: WebhookEvent, id: string) => Promise<void> | void;
  seen?: SeenMessages;
  /** Seconds since 1970. */
  now?: () => number;
};

const DETAILS: Record<RefusalSlug, string> = {
  'webhook-signature': 'The signature does not match.',
  'webhook-too-old': 'The timestamp is more than 5 minutes off.',
  'webhook-replayed': 'This very request was handled before.',
};

/**
 * Makes the listener of `POST` requests: verify on the raw bytes, handle once, answer 204. A refusal
 * is 400 `application/problem+json`.
 */
export function receiveWebhook(options: ReceiverOptions): RequestListener {
  const { secret, handle, seen = createSeenMessages(), now = secondsNow } = options;
  const accept = async (request: IncomingMessage): Promise<void> => {
    const body = await readBody(request);
    const { id, timestamp } = verifyWebhook(secret, request.headers, body, now());
    if (!seen.claim(id, timestamp)) return;
    try {
      await handle(JSON.parse(body.toString('utf8')) as WebhookEvent, id);
    } catch (error) {
      seen.forget(id);
      throw error;
    }
  };
  return (request, response) => {
    accept(request).then(
      () => response.writeHead(204).end(),
      (error) => refuse(response, error),
    );
  };
}

const secondsNow = () => Math.floor(Date.now() / 1000);

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RangeError('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, error: unknown): void {
  if (!(error instanceof WebhookRefusal)) {
    if (!(error instanceof RangeError)) console.error(error);
    response.writeHead(error instanceof RangeError ? 413 : 500).end();
    return;
  }
  const { slug } = error;
  const type = `https://tollgate.dev/problems/${slug}`;
  response.writeHead(400, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type, title: DETAILS[slug], status: 400 }));
}
