import { Agent, type Dispatcher, request } from 'undici';
import { pinTo } from '@/lib/http/guarded-fetch';
import { maskSecrets } from '@/lib/mask-secrets';
import type { AddressPolicy, ResolveHost } from '@/lib/http/address-policy';
import { parseOutboundUrl, resolveAllowed, UrlNotAllowedError } from '@/lib/http/outbound-url';

const ATTEMPT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_RESPONSE_BYTES = 4_096;

type AttemptOutcome = 'delivered' | 'refused' | 'unreachable' | 'timeout' | 'blocked';

/** What came of one try, as the delivery log shows it. */
export type AttemptResult = {
  outcome: AttemptOutcome;
  status: number | null;
  /** The addresses that the host name stood for, null where none was looked up. */
  address: string | null;
  detail: string | null;
  /** The beginning of the answer, masked. */
  response: string | null;
  retryAfterMs: number;
};

type WebhookMessage = { url: string; headers: Record<string, string>; body: string };

/** What the guard asks. Tests put in a resolver that lies, or take the guard out. */
export type SendOptions = { policy?: AddressPolicy; resolve?: ResolveHost };

/**
 * Makes one attempt: resolves the name, checks every address, connects to exactly those, follows no
 * redirect, reads a bounded part of the answer. Refusals and failures are results, not errors.
 * @throws the reason of `stop` when it is aborted: nothing is known of the attempt then.
 */
export async function sendWebhook(
  message: WebhookMessage,
  stop: AbortSignal,
  { policy, resolve }: SendOptions = {},
): Promise<AttemptResult> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]);
  let addresses: string[] = [];
  let agent: Agent | undefined;
  try {
    const url = parseOutboundUrl(message.url, policy);
    addresses = await resolveAllowed(url, signal, policy, resolve);
    agent = new Agent({
      connect: { lookup: pinTo(addresses), timeout: CONNECT_TIMEOUT_MS },
      pipelining: 0,
    });
    const answer = await request(url, {
      method: 'POST',
      headers: message.headers,
      body: message.body,
      dispatcher: agent,
      signal,
    });
    return { ...(await readAnswer(answer)), address: addresses.join(', ') };
  } catch (error) {
    stop.throwIfAborted();
    return { ...describeFailure(error, signal), address: addresses.join(', ') || null };
  } finally {
    await agent?.destroy();
  }
}

async function readAnswer(
  answer: Dispatcher.ResponseData,
): Promise<Omit<AttemptResult, 'address'>> {
  const status = answer.statusCode;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_RESPONSE_BYTES) break;
  }
  const text = Buffer.concat(chunks).subarray(0, MAX_RESPONSE_BYTES).toString('utf8');
  const delivered = status >= 200 && status < 300;
  const redirect = status >= 300 && status < 400;
  return {
    outcome: delivered ? 'delivered' : 'refused',
    status,
    detail: redirect ? describeRedirect(answer.headers.location) : null,
    // PostgreSQL holds no NUL in a text.
    response: maskSecrets(text.replaceAll('\0', '\uFFFD')) || null,
    retryAfterMs: Number(answer.headers['retry-after'] ?? 0) * 1_000 || 0,
  };
}

/** A machine without IPv6, mostly. */
const NO_ROUTE = new Set(['EADDRNOTAVAIL', 'ENETUNREACH', 'EHOSTUNREACH']);

const MAX_LOCATION_LENGTH = 200;

/** Where a receiver redirects to, without the query, which may hold what only it may know. */
function describeRedirect(location: string | string[] | undefined): string {
  const [target] = [location ?? []].flat();
  const url = target !== undefined && URL.canParse(target) ? new URL(target) : undefined;
  const to = url ? ` to ${`${url.origin}${url.pathname}`.slice(0, MAX_LOCATION_LENGTH)}` : '';
  return `Redirected${to}. A redirect is not followed: change the endpoint to its final URL. The next attempt uses it.`;
}

function describeFailure(error: unknown, signal: AbortSignal): Omit<AttemptResult, 'address'> {
  const nothing = { status: null, response: null, retryAfterMs: 0 };
  if (error instanceof UrlNotAllowedError) {
    return { ...nothing, outcome: 'blocked', detail: error.message };
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown failure';
  if (signal.aborted || code.endsWith('_TIMEOUT')) {
    const detail = `No answer within ${ATTEMPT_TIMEOUT_MS / 1_000} seconds.`;
    return { ...nothing, outcome: 'timeout', detail };
  }
  const detail = NO_ROUTE.has(code) ? `${code}: this server has no route to that address.` : code;
  return { ...nothing, outcome: 'unreachable', detail };
}
