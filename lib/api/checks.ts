import { z } from 'zod';
import { flagExposedApiKey } from '@/lib/auth/api-key/leak/report-leaked-key';
import { requireScope } from '@/lib/auth/authorize';
import { countFailure, requireUnblockedAddress } from '@/lib/http/address-guard';
import { problem, ProblemError } from '@/lib/http/problem';
import { rateHeaders } from '@/lib/http/rate-limit';
import { findCredentialInUrl, readCredential } from '@/lib/http/read-credential';
import { hasBody, readJsonBody } from '@/lib/http/read-json-body';
import { validate } from '@/lib/http/validate';
import { countCall, DEFAULT_RATE_LIMIT } from './credential-rate';
import { parseCredential } from './credential-schemes';
import { refuseLiveKeyInBrowser } from './cors';
import { addHeaders, type Exchange, assertSet, readBodyOnce } from './exchange';

/** The names of the checks, in the order in which they run. */
export type CheckName =
  | 'credential-in-url'
  | 'ambiguity'
  | 'address-rate'
  | 'format'
  | 'lookup'
  | 'expiry-and-revocation'
  | 'proof'
  | 'address'
  | 'rate'
  | 'scope'
  | 'object'
  | 'fields';

export type Check = {
  /** Names the check in diagrams. One without a name runs, but is not recorded. */
  name?: CheckName;
  run(exchange: Exchange): void | Promise<void>;
};

/**
 * What a request has to pass, in this order. Cheap before expensive, and nothing specific is said
 * before the secret matched. The route and the method have been found already (transport).
 */
export const CHECKS: readonly Check[] = [
  { name: 'credential-in-url', run: refuseCredentialInUrl },
  { name: 'ambiguity', run: readOneCredential },
  { name: 'address-rate', run: refuseBlockedAddress },
  { name: 'format', run: checkForm },
  { name: 'lookup', run: authenticate },
  { name: 'expiry-and-revocation', run: requireUsable },
  { name: 'proof', run: requireProof },
  { name: 'address', run: requireAddress },
  { name: 'rate', run: limitCredential },
  { name: 'scope', run: checkScope },
  { name: 'object', run: findObject },
  { name: 'fields', run: checkFields },
];

function readOneCredential(exchange: Exchange): void {
  exchange.presented = readCredential(exchange.request);
}

function refuseBlockedAddress(exchange: Exchange): void {
  requireUnblockedAddress(exchange.context.address);
}

async function checkForm(exchange: Exchange): Promise<void> {
  try {
    exchange.parsed = parseCredential(assertSet(exchange.presented, 'credential'));
  } catch (error) {
    await failAttempt(exchange, error);
  }
}

async function authenticate(exchange: Exchange): Promise<void> {
  const parsed = assertSet(exchange.parsed, 'parsed credential');
  try {
    exchange.credential = await parsed.authenticate(exchange.request);
  } catch (error) {
    await failAttempt(exchange, error);
  }
}

/** Counts a refused credential against its address, then refuses it. */
async function failAttempt(exchange: Exchange, error: unknown): Promise<never> {
  if (error instanceof ProblemError && error.status === 401) {
    await countFailure(exchange.context.address);
  }
  throw error;
}

function requireUsable(exchange: Exchange): void {
  const credential = assertSet(exchange.credential, 'credential');
  credential.requireUsable();
  refuseLiveKeyInBrowser(exchange.request, credential.principal);
  if (credential.headers) addHeaders(exchange, credential.headers);
}

/** A proof that is wrong counts as a failed attempt: who has the key alone may try no more often. */
async function requireProof(exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const credential = assertSet(exchange.credential, 'credential');
  const presented = assertSet(exchange.presented, 'presented credential');
  const readBody = () =>
    request.method === 'GET' ? Promise.resolve(new Uint8Array()) : readBodyOnce(exchange);
  try {
    exchange.proof = await credential.requireProof({ request, presented, readBody });
  } catch (error) {
    await failAttempt(exchange, error);
  }
}

function requireAddress(exchange: Exchange): void {
  const credential = assertSet(exchange.credential, 'credential');
  credential.requireAddress(exchange.context);
  credential.recordUse(exchange.context);
}

async function limitCredential(exchange: Exchange): Promise<void> {
  const { rateLimit, principal } = assertSet(exchange.credential, 'credential');
  const quota = rateLimit ?? DEFAULT_RATE_LIMIT;
  if (quota > 0) addHeaders(exchange, rateHeaders(await countCall(principal, quota)));
}

function checkScope(exchange: Exchange): void {
  const { scope } = exchange.endpoint;
  if (scope) requireScope(assertSet(exchange.credential, 'credential').principal, scope);
}

async function findObject(exchange: Exchange): Promise<void> {
  const { endpoint, pathParams, input } = exchange;
  const { principal } = assertSet(exchange.credential, 'credential');
  if (endpoint.params) {
    const params = endpoint.params.safeParse(pathParams);
    if (!params.success) throw problem('not-found');
    input.params = params.data;
  }
  input.found = await endpoint.find?.({ principal, params: input.params });
}

async function checkFields(exchange: Exchange): Promise<void> {
  const { request, endpoint, input } = exchange;
  if (endpoint.query) input.query = validate(endpoint.query, readQuery(request.query));
  if (endpoint.method !== 'GET') await checkBody(exchange);
}

async function checkBody(exchange: Exchange): Promise<void> {
  const { request, endpoint, input } = exchange;
  const schema = endpoint.body ?? NO_FIELDS;
  if ((endpoint.bodyOptional || !endpoint.body) && !hasBody(request)) {
    input.body = validate(schema, {});
    return;
  }
  const { bytes, value } = await readJsonBody(request, () => readBodyOnce(exchange));
  input.bodyBytes = bytes;
  input.body = validate(schema, value);
}

/** A call that takes nothing says so, instead of dropping what someone meant. */
const NO_FIELDS = z.strictObject({});

/** A parameter that comes twice stays a list, which no schema takes. */
function readQuery(text: string): Record<string, string | string[]> {
  const parameters = new URLSearchParams(text);
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}

/**
 * Refuses a credential in the URL, even a valid one, and flags the key as exposed: by now it is in
 * histories, proxies and logs.
 *
 * Attack: guesses in the URL, which would be looked up without a limit. They count as any others.
 *
 * @throws {ProblemError} 400 `credential-in-url`; 429 `rate-limited`.
 */
export async function refuseCredentialInUrl({
  request,
  context,
}: Pick<Exchange, 'request' | 'context'>): Promise<void> {
  const found = findCredentialInUrl(request);
  if (found === undefined) return;
  requireUnblockedAddress(context.address);
  const isOurs = await flagExposedApiKey(found, 'seen in a URL');
  if (!isOurs) await countFailure(context.address);
  throw problem('credential-in-url');
}
