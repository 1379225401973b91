import { createHash } from 'node:crypto';
import { decryptText, encryptText } from '@/lib/encryption';
import type { HttpAnswer, HttpRequest } from '@/lib/http/http-message';
import { problem } from '@/lib/http/problem';
import { type Exchange, assertSet } from './exchange';
import {
  claimIdempotencyKey,
  type IdempotencyRecord,
  releaseIdempotencyKey,
  storeIdempotentAnswer,
} from './idempotency.repository';

const TIMES = { keepSeconds: 86_400, leaseSeconds: 60 };

/** A structured-field string in quotes, or the bare text that most clients send. */
const KEY = /^(?:"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/;

const REPLAYED = { 'idempotency-replayed': 'true' };

/**
 * Runs a write at most once for each `Idempotency-Key`, and gives the first answer again for 24
 * hours. Failures of ours (5xx) and refusals that hang on the moment are not kept.
 * @throws {ProblemError} 400, 409 `idempotency-in-flight` or 422 `idempotency-key-reused`.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
 */
export async function answerIdempotently(
  exchange: Exchange,
  run: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const key = readIdempotencyKey(exchange.request);
  if (key === undefined) return run();

  const scope = scopeOf(exchange);
  const bodyDigest = createHash('sha256')
    .update(exchange.input.bodyBytes ?? '')
    .digest();
  const earlier = await claimIdempotencyKey(scope, key, bodyDigest, TIMES);
  if (earlier) return replay(exchange, scope, key, bodyDigest, earlier);
  try {
    const answer = await run();
    await storeIdempotentAnswer(scope, key, {
      status: answer.status,
      headers: answer.headers,
      body: await seal(exchange, scope, key, answer.body ?? ''),
    });
    return answer;
  } catch (error) {
    await releaseIdempotencyKey(scope, key);
    throw error;
  }
}

/**
 * The caller's key, undefined where there is none.
 * @throws {ProblemError} 400 `invalid-idempotency-key`.
 */
export function readIdempotencyKey(request: HttpRequest): string | undefined {
  const header = request.header('idempotency-key');
  if (header === null) return undefined;
  const match = KEY.exec(header.trim());
  const key = match?.[1] ?? match?.[2];
  if (!key) throw problem('invalid-idempotency-key');
  return key;
}

/** One caller's key on one call. Another credential's equal key is another key. */
function scopeOf(exchange: Exchange): string {
  const { endpoint, request } = exchange;
  const { principal } = assertSet(exchange.credential, 'credential');
  const { workspaceId, mode, credential, credentialId } = principal;
  return [workspaceId, mode, credential, credentialId, endpoint.method, request.path].join(' ');
}

async function replay(
  exchange: Exchange,
  scope: string,
  key: string,
  bodyDigest: Buffer,
  earlier: IdempotencyRecord,
): Promise<HttpAnswer> {
  if (!bodyDigest.equals(earlier.bodyDigest)) throw problem('idempotency-key-reused');
  if (earlier.status === null || !earlier.body) {
    throw problem('idempotency-in-flight', { headers: { 'retry-after': '1' } });
  }
  const body = await unseal(exchange, scope, key, earlier.body);
  return {
    status: earlier.status,
    headers: { ...earlier.headers, ...REPLAYED },
    body: earlier.status === 204 ? null : body,
  };
}

/**
 * Attack: the answer that shows a new secret once would lie in the table for a day. It is encrypted
 * under a key that is not in the database, and for this one place.
 */
async function seal(exchange: Exchange, scope: string, key: string, body: string): Promise<Buffer> {
  if (!exchange.endpoint.answerHoldsSecret) return Buffer.from(body);
  return Buffer.from(await encryptText(body, contextOf(scope, key)));
}

async function unseal(
  exchange: Exchange,
  scope: string,
  key: string,
  body: Buffer,
): Promise<string> {
  const text = body.toString('utf8');
  return exchange.endpoint.answerHoldsSecret ? decryptText(text, contextOf(scope, key)) : text;
}

function contextOf(scope: string, key: string): string {
  return `idempotent-answer ${scope} ${key}`;
}
