import { createHash } from 'node:crypto';
import { decryptText, encryptText } from '@/lib/encryption';
import type { HttpAnswer, HttpRequest } from '@/lib/http/http-message';
import { problem } from '@/lib/http/problem';
import { createLog } from '@/lib/log';
import { newId } from '@/lib/public-id';
import { type Exchange, assertSet } from './exchange';
import {
  type Claim,
  claimIdempotencyKey,
  type IdempotencyRecord,
  releaseIdempotencyKey,
  storeIdempotentAnswer,
  writeWithAnswer,
} from './idempotency.repository';

/**
 * The lease is as long as a transaction can run. The caller of a process that died gets 409 until it
 * ends.
 */
const TIMES = { keepSeconds: 86_400, leaseSeconds: 10 };

/** A structured-field string in quotes, or the bare text that most clients send. */
const KEY = /^(?:"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/;

const REPLAYED = { 'idempotency-replayed': 'true' };

/**
 * Runs a write at most once for each `Idempotency-Key`, and repeats the first answer for 24 hours.
 * Refusals and failures are not stored: the same request can be sent again.
 *
 * The answer is stored in the write's own transaction, so a process that dies, a connection that is
 * lost or an answer that cannot be stored leaves either both or neither. An endpoint that is
 * `idempotent` by itself runs outside it: a second run finds that the first one did the work.
 * @throws {ProblemError} 400, 409 `idempotency-in-flight` or 422 `idempotency-key-reused`.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
 */
export async function answerIdempotently(
  exchange: Exchange,
  run: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const key = readIdempotencyKey(exchange.request);
  if (key === undefined) return run();

  const claim: Claim = { scope: scopeOf(exchange), key, attempt: newId() };
  const bodyDigest = createHash('sha256')
    .update(exchange.input.bodyBytes ?? '')
    .digest();
  const earlier = await claimIdempotencyKey(claim, bodyDigest, TIMES);
  if (earlier) return replay(exchange, claim, bodyDigest, earlier);
  try {
    if (exchange.endpoint.idempotent) return await writeThenStore(exchange, claim, run);
    const write = async () => {
      const result = await run();
      return { result, answer: await toStored(exchange, claim, result) };
    };
    return await writeWithAnswer(claim, write, inFlight);
  } catch (error) {
    await release(claim);
    throw error;
  }
}

/** The caller hears of a write that succeeded, even if its answer cannot be repeated later. */
async function writeThenStore(
  exchange: Exchange,
  claim: Claim,
  run: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const answer = await run();
  try {
    await storeIdempotentAnswer(claim, await toStored(exchange, claim, answer));
  } catch (error) {
    createLog('api').warn({ err: error }, 'answer not stored for replays');
    await release(claim);
  }
  return answer;
}

/**
 * Safe after any failure: a write that was committed has stored its answer, which keeps the claim. A
 * release that fails must not hide why the write did; the claim then ends with its lease.
 */
async function release(claim: Claim): Promise<void> {
  try {
    await releaseIdempotencyKey(claim);
  } catch (error) {
    createLog('api').warn(
      { err: error },
      'Idempotency-Key not released, held until its lease ends',
    );
  }
}

function inFlight(): Error {
  return problem('idempotency-in-flight', { headers: { 'retry-after': '1' } });
}

async function toStored(exchange: Exchange, claim: Claim, answer: HttpAnswer) {
  const { status, headers, body } = answer;
  return { status, headers, body: await seal(exchange, claim, body ?? '') };
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
  claim: Claim,
  bodyDigest: Buffer,
  earlier: IdempotencyRecord,
): Promise<HttpAnswer> {
  if (!bodyDigest.equals(earlier.bodyDigest)) throw problem('idempotency-key-reused');
  if (earlier.status === null || !earlier.body) throw inFlight();
  const body = await unseal(exchange, claim, earlier.body);
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
async function seal(exchange: Exchange, claim: Claim, body: string): Promise<Buffer> {
  if (!exchange.endpoint.answerHoldsSecret) return Buffer.from(body);
  return Buffer.from(await encryptText(body, contextOf(claim)));
}

async function unseal(exchange: Exchange, claim: Claim, body: Buffer): Promise<string> {
  const text = body.toString('utf8');
  return exchange.endpoint.answerHoldsSecret ? decryptText(text, contextOf(claim)) : text;
}

function contextOf({ scope, key }: Claim): string {
  return `idempotent-answer ${scope} ${key}`;
}
