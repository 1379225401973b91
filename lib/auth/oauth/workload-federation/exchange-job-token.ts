import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type Provider from 'oidc-provider';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { getClientContext } from '@/lib/http/client-context';
import { fromPublicId, toPublicId } from '@/lib/public-id';
import type { TrustRuleRow } from './trust-rule.repository';
import {
  type JobTokenChecks,
  JOB_TOKEN_CHECKS,
  JobTokenError,
  type RememberOnce,
  verifyJobToken,
} from './verify-job-token';
import { ANY_RULE, JWT_BEARER, TOKEN_EXCHANGE } from './workload-client';

const TOKEN_SECONDS = 900;
const MAX_BODY_BYTES = 57_344;

const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:';
const SUBJECT_TYPES = [`${TOKEN_TYPE}jwt`, `${TOKEN_TYPE}id_token`];
const ISSUED_TYPE = `${TOKEN_TYPE}access_token`;

/** The caller learns no more: which claim did not fit would help to make one that does. */
const REFUSAL =
  'The token fits no trust rule, or was exchanged before. The owner of the rule sees why.';

/** What the authorization server lends. */
export type ExchangeHost = {
  /** The audience of the access tokens. */
  resource: string;
  /** The path of the token endpoint. */
  tokenPath: string;
  rememberOnce: RememberOnce;
};

/**
 * Adds the two grants with which a job without a stored secret gets an access token: token exchange,
 * and the same as an assertion. There is never a refresh token: the job has its own token for the next.
 * @param checks the attack lab takes one out in a copy.
 * @see RFC 8693 section 2, RFC 7523 section 2.1
 * @see docs/decisions/0180-workload-identity-federation.md
 */
export function exchangeJobTokens(
  provider: Provider,
  host: ExchangeHost,
  checks: JobTokenChecks = JOB_TOKEN_CHECKS,
): void {
  nameClient(provider, host.tokenPath);
  const issue = (ctx: KoaContextWithOIDC, parameter: string) =>
    issueToken(ctx, provider, parameter, host, checks);
  provider.registerGrantType(
    TOKEN_EXCHANGE,
    async (ctx) => {
      const asked = ctx.oidc.params ?? {};
      requireOneOf(asked.subject_token_type, SUBJECT_TYPES, 'subject_token_type');
      if (asked.requested_token_type !== undefined) {
        requireOneOf(asked.requested_token_type, [ISSUED_TYPE], 'requested_token_type');
      }
      if (asked.actor_token !== undefined) {
        throw new errors.InvalidRequest('actor_token is not supported');
      }
      ctx.body = { ...(await issue(ctx, 'subject_token')), issued_token_type: ISSUED_TYPE };
    },
    [
      'subject_token',
      'subject_token_type',
      'requested_token_type',
      'actor_token',
      'resource',
      'audience',
      'scope',
    ],
  );
  provider.registerGrantType(
    JWT_BEARER,
    async (ctx) => {
      ctx.body = await issue(ctx, 'assertion');
    },
    ['assertion', 'resource', 'scope'],
  );
}

async function issueToken(
  ctx: KoaContextWithOIDC,
  provider: Provider,
  parameter: string,
  host: ExchangeHost,
  checks: JobTokenChecks,
): Promise<Record<string, unknown>> {
  const token = ctx.oidc.params?.[parameter];
  if (typeof token !== 'string') throw new errors.InvalidRequest(`${parameter} is missing`);
  if (ctx.get('dpop')) {
    throw new errors.InvalidRequest('tokens of jobs are not bound with DPoP: send no proof');
  }
  const { resource, audience, scope: asked } = ctx.oidc.params ?? {};
  for (const target of [resource, audience]) {
    if (target !== undefined && target !== host.resource) throw new errors.InvalidTarget();
  }
  const rule = await findRule(ctx, token, host, checks);
  const scope = chooseScopes(rule, asked);
  const clientId = toPublicId('tru', rule.id);
  const named = ctx.oidc.client?.clientId === clientId ? ctx.oidc.client : undefined;
  const client = named ?? (await provider.Client.find(clientId));
  if (!client) throw refuse('the rule was revoked just now');
  const left = rule.expiresAt ? (rule.expiresAt.getTime() - Date.now()) / 1000 : TOKEN_SECONDS;
  const expiresIn = Math.max(1, Math.floor(Math.min(TOKEN_SECONDS, left)));
  const accessToken = new provider.ClientCredentials({ client, scope });
  accessToken.setAudience(host.resource);
  Object.assign(accessToken, { expiresIn });
  const value = await accessToken.save();
  return { access_token: value, token_type: 'Bearer', expires_in: expiresIn, scope };
}

async function findRule(
  ctx: KoaContextWithOIDC,
  token: string,
  { rememberOnce }: ExchangeHost,
  checks: JobTokenChecks,
): Promise<TrustRuleRow> {
  const named = fromPublicId('tru', ctx.oidc.client?.clientId ?? '');
  try {
    const { address } = getClientContext();
    return await verifyJobToken(token, { address, named, rememberOnce }, checks);
  } catch (error) {
    if (!(error instanceof JobTokenError)) throw error;
    throw refuse(error.message);
  }
}

/** @param reason for the log, which the authorization server writes. */
function refuse(reason: string): errors.InvalidGrant {
  return Object.assign(new errors.InvalidGrant(reason), { error_description: REFUSAL });
}

/** The rule's scopes, or those of them that the job asks for. */
function chooseScopes(rule: TrustRuleRow, asked: unknown): string {
  const known = ALL_SCOPES.filter((scope) => rule.scopes.includes(scope));
  if (typeof asked !== 'string' || asked === '') return known.join(' ');
  const wanted = asked.split(' ');
  const beyond = wanted.find((scope) => !known.some((one) => one === scope));
  if (beyond) throw new errors.InvalidScope('the trust rule does not give this scope', beyond);
  return wanted.join(' ');
}

function requireOneOf(value: unknown, allowed: readonly string[], name: string): void {
  if (typeof value === 'string' && allowed.includes(value)) return;
  throw new errors.InvalidRequest(`${name} must be ${allowed.join(' or ')}`);
}

/**
 * The library knows no token request without a client; in these two grants the job's token is all
 * there is to know. Where no `client_id` is sent, this adds the one that stands for any rule.
 * @see RFC 8693 section 2.1, RFC 7523 section 3.1: client authentication is optional.
 */
function nameClient(provider: Provider, tokenPath: string): void {
  provider.use(async (ctx, next) => {
    if (ctx.method === 'POST' && ctx.path === tokenPath && isForm(ctx.get('content-type'))) {
      await nameClientInBody(ctx.req);
    }
    await next();
  });
}

function isForm(contentType: string): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(contentType);
}

async function nameClientInBody(request: IncomingMessage): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    chunks.push(chunk);
    // The library refuses what is larger; the rest is not read.
    if (size > MAX_BODY_BYTES) break;
  }
  const body = Buffer.concat(chunks);
  const form = new URLSearchParams(body.toString('utf8'));
  const anonymous =
    [TOKEN_EXCHANGE, JWT_BEARER].includes(form.get('grant_type') ?? '') &&
    !form.has('client_id') &&
    !form.has('client_assertion') &&
    request.headers.authorization === undefined;
  const named = anonymous ? Buffer.concat([body, Buffer.from(`&client_id=${ANY_RULE}`)]) : body;
  if (size <= MAX_BODY_BYTES) request.headers['content-length'] = String(named.length);
  // The body as it would have come: the library reads it by these two members.
  Object.defineProperties(request, {
    readable: { value: true },
    iterator: { value: () => Readable.from([named])[Symbol.asyncIterator]() },
  });
}
