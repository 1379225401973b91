import { z } from 'zod';
import { requireScope } from '@/lib/auth/authorize';
import { countFailure, requireUnblockedAddress } from '@/lib/http/address-guard';
import type { HttpRequest } from '@/lib/http/http-message';
import { ProblemError, problem } from '@/lib/http/problem';
import { consumeRate, type RatePolicy, rateHeaders } from '@/lib/http/rate-limit';
import { readCredential } from '@/lib/http/read-credential';
import { readJsonBody } from '@/lib/http/read-json-body';
import { validate } from '@/lib/http/validate';
import type { Proof } from './door';
import { openDoor } from './doors';
import { addHeaders, type Exchange, require } from './exchange';
import { refuseCredentialInUrl } from './refuse-credential-in-url';

/** What needs no waiting is done at once: a promise costs a common call more than most checks. */
export type Check = { name: string; run(exchange: Exchange): void | Promise<void> };

/**
 * What a request has to pass, in this order. Cheap before dear, and nothing specific is said before
 * the secret matched. The route and the method have been found already (transport).
 */
export const CHECKS: readonly Check[] = [
  { name: 'credential-in-url', run: refuseCredentialInUrl },
  { name: 'ambiguity', run: readOneCredential },
  { name: 'address-rate', run: refuseBlockedAddress },
  { name: 'format', run: checkForm },
  { name: 'lookup', run: proveCredential },
  { name: 'expiry-and-revocation', run: requireUsable },
  { name: 'address', run: requireAddress },
  { name: 'rate', run: limitCredential },
  { name: 'scope', run: checkScope },
  { name: 'object', run: findObject },
  { name: 'fields', run: checkFields },
];

/** Requests a minute of one credential where it has no limit of its own. */
export const DEFAULT_RATE_LIMIT = 600;
const RATE_WINDOW_SECONDS = 60;

function readOneCredential(exchange: Exchange): void {
  exchange.presented = readCredential(exchange.request);
}

function refuseBlockedAddress(exchange: Exchange): void {
  requireUnblockedAddress(exchange.context.address);
}

function checkForm(exchange: Exchange): Promise<void> | void {
  try {
    exchange.candidate = openDoor(require(exchange.presented, 'credential'));
  } catch (error) {
    return failAttempt(exchange, error);
  }
}

function proveCredential(exchange: Exchange): Promise<void> | void {
  const proof = require(exchange.candidate, 'candidate').prove(exchange.request);
  if (proof instanceof Promise) return awaitProof(exchange, proof);
  exchange.proof = proof;
}

async function awaitProof(exchange: Exchange, proof: Promise<Proof>): Promise<void> {
  try {
    exchange.proof = await proof;
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
  const proof = require(exchange.proof, 'proof');
  proof.requireUsable();
  if (proof.headers) addHeaders(exchange, proof.headers);
}

function requireAddress(exchange: Exchange): void {
  const proof = require(exchange.proof, 'proof');
  proof.requireAddress(exchange.context);
  proof.noteUse(exchange.context);
}

function limitCredential(exchange: Exchange): Promise<void> | void {
  const { rateLimit } = require(exchange.proof, 'proof');
  const quota = rateLimit ?? DEFAULT_RATE_LIMIT;
  if (quota > 0) return countRequest(exchange, quota);
}

async function countRequest(exchange: Exchange, quota: number): Promise<void> {
  const { principal } = require(exchange.proof, 'proof');
  const policy: RatePolicy = { name: 'credential', quota, windowSeconds: RATE_WINDOW_SECONDS };
  const state = await consumeRate(policy, `${principal.credential}:${principal.credentialId}`);
  addHeaders(exchange, rateHeaders(state));
}

function checkScope(exchange: Exchange): void {
  const { scope } = exchange.endpoint;
  if (scope) requireScope(require(exchange.proof, 'proof').principal, scope);
}

function findObject(exchange: Exchange): Promise<void> | void {
  const { endpoint, pathParams, input } = exchange;
  const { principal } = require(exchange.proof, 'proof');
  if (endpoint.params) {
    const params = endpoint.params.safeParse(pathParams);
    if (!params.success) throw problem('not-found');
    input.params = params.data;
  }
  if (!endpoint.find) return;
  return endpoint.find({ principal, params: input.params }).then((found) => {
    input.found = found;
  });
}

function checkFields(exchange: Exchange): Promise<void> | void {
  const { request, endpoint, input } = exchange;
  if (endpoint.query) input.query = validate(endpoint.query, readQuery(request.query));
  if (endpoint.method !== 'GET') return checkBody(exchange);
}

async function checkBody({ request, endpoint, input }: Exchange): Promise<void> {
  const schema = endpoint.body ?? NO_FIELDS;
  if ((endpoint.bodyOptional || !endpoint.body) && !hasBody(request)) {
    input.body = validate(schema, {});
    return;
  }
  const { bytes, value } = await readJsonBody(request);
  input.bodyBytes = bytes;
  input.body = validate(schema, value);
}

/** A call that takes nothing says so, instead of dropping what somebody meant. */
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

function hasBody(request: HttpRequest): boolean {
  const chunked = request.header('transfer-encoding') !== null;
  return chunked || Number(request.header('content-length') ?? 0) > 0;
}
