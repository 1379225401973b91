import type { Check, CheckName } from '@/lib/api/checks';
import { type Exchange, assertSet, readBodyOnce } from '@/lib/api/exchange';
import {
  TOKEN_CHECKS,
  type TokenChecks,
} from '@/lib/auth/oauth/authorization-server/authenticate-access-token';
import type { Principal } from '@/lib/auth/principal';
import { MAX_BODY_BYTES } from '@/lib/http/read-json-body';
import type { RemovableGuard } from './lab';
import { authenticateAccessTokenWith, requireProofWith } from './without';

type GuardRemoval = (checks: readonly Check[], actors: Actors) => readonly Check[];

/** Whose data is at stake. A broken pipeline reaches the sandboxes of one learner and nothing else. */
type Actors = { learner: Principal; neighbour: Principal };

const drop =
  (...names: CheckName[]): GuardRemoval =>
  (checks) =>
    checks.filter(({ name }) => !name || !names.includes(name));

/** Lets something happen after a check, as code that trusts too much would. */
const after =
  (name: CheckName, act: (exchange: Exchange, actors: Actors) => void): GuardRemoval =>
  (checks, actors) =>
    checks.flatMap((check) =>
      check.name === name
        ? [check, { run: (exchange: Exchange) => act(exchange, actors) }]
        : [check],
    );

/** Takes the credential from somewhere else than the one right place. */
const present =
  (read: (exchange: Exchange) => string | null): GuardRemoval =>
  (checks) =>
    checks
      .filter(({ name }) => name !== 'credential-in-url')
      .map((check) =>
        check.name === 'ambiguity'
          ? { run: (exchange) => void presentText(exchange, read(exchange)) }
          : check,
      );

function presentText(exchange: Exchange, text: string | null): void {
  if (text !== null) exchange.presented = { header: 'x-api-key', text };
}

function become(exchange: Exchange, principal: Partial<Principal>): void {
  const credential = assertSet(exchange.credential, 'credential');
  exchange.credential = {
    principal: { ...credential.principal, ...principal },
    apiKey: credential.apiKey,
    rateLimit: credential.rateLimit,
    headers: credential.headers,
    requireUsable: () => credential.requireUsable(),
    requireProof: (request) => credential.requireProof(request),
    requireAddress: (context) => credential.requireAddress(context),
    recordUse: (context) => credential.recordUse(context),
  };
}

function admit(exchange: Exchange, principal: Principal): void {
  exchange.credential = {
    principal,
    requireUsable() {},
    requireProof: async () => null,
    requireAddress() {},
    rateLimit: 0,
    headers: {},
    recordUse() {},
  };
}

/** Takes everything as it comes: no schema, and the body written over what the server knows. */
const takeAnything: GuardRemoval = (checks) =>
  checks.map((check) =>
    check.name === 'fields'
      ? {
          async run(exchange: Exchange) {
            const query = Object.fromEntries(new URLSearchParams(exchange.request.query));
            exchange.input.query = { ...query, limit: Number(query.limit ?? 20) };
            if (exchange.request.method === 'GET') return;
            const bytes = await exchange.request.readBody(MAX_BODY_BYTES);
            const body: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
            exchange.input.body = body;
            exchange.input.bodyBytes = bytes;
            if (body !== null && typeof body === 'object') become(exchange, body);
          },
        }
      : check,
  );

/** A pipeline in which anyone who cannot be looked up is taken for the owner. */
const failOpen: GuardRemoval = (checks, { learner }) =>
  checks.map((check) =>
    check.name === 'lookup'
      ? {
          run: async (exchange: Exchange) =>
            Promise.resolve(check.run(exchange)).catch(() => admit(exchange, learner)),
        }
      : check,
  );

/** A look-up of access tokens that leaves one of its checks out, and still knows keys. */
function believeToken(checks: Partial<TokenChecks>): GuardRemoval {
  return (table) =>
    table.map((check) =>
      check.name === 'lookup'
        ? {
            name: 'lookup',
            async run(exchange: Exchange) {
              const { text } = assertSet(exchange.presented, 'credential');
              const { request, context } = exchange;
              const wanting = { ...TOKEN_CHECKS, ...checks };
              admit(exchange, await authenticateAccessTokenWith(text, request, context, wanting));
            },
          }
        : check,
    );
}

/** A check of proofs that forgets which it has accepted. */
const acceptProofAgain: GuardRemoval = (checks) =>
  checks.map((check) =>
    check.name === 'proof'
      ? {
          name: 'proof',
          async run(exchange: Exchange) {
            const apiKey = assertSet(exchange.credential?.apiKey, 'API key');
            const presented = assertSet(exchange.presented, 'presented credential');
            const readBody = () => readBodyOnce(exchange);
            const { request } = exchange;
            await requireProofWith(apiKey, { request, presented, readBody }, async () => {});
          },
        }
      : check,
  );

/**
 * How each guard is taken away: a table of checks is rewritten for one run of the lab. The table
 * that serves the API is never touched.
 */
export const GUARD_REMOVALS: Record<RemovableGuard, GuardRemoval> = {
  scope: drop('scope'),
  address: drop('address'),
  'address-rate': drop('address-rate'),
  'expiry-and-revocation': drop('expiry-and-revocation'),
  'credential-in-url': present(({ request }) => new URLSearchParams(request.query).get('api_key')),
  ambiguity: present(({ request }) => request.header('x-api-key')),
  'header-only': present(
    ({ request }) => /=(tg_\w+)/.exec(request.header('cookie') ?? '')?.[1] ?? null,
  ),
  mode: (checks, actors) =>
    after('lookup', (exchange) => {
      const asked = new URLSearchParams(exchange.request.query).get('mode');
      if (asked === 'live') become(exchange, { mode: 'live' });
    })(takeAnything(checks, actors), actors),
  tenant: after('lookup', (exchange, { neighbour }) =>
    become(exchange, { workspaceId: neighbour.workspaceId }),
  ),
  fields: takeAnything,
  'forged-identity': (checks, { learner }) => [
    { run: (exchange) => admit(exchange, learner) },
    ...checks.filter(({ name }) => name === 'scope' || name === 'object' || name === 'fields'),
  ],
  'fail-closed': failOpen,
  'token-audience': believeToken({ requireAudience() {} }),
  'token-sender': believeToken({ requireSender: async () => {} }),
  proof: drop('proof'),
  'proof-replay': acceptProofAgain,
};

/** The table as it runs while the database is away: the look-up throws what the driver throws. */
export function withoutDatabase(checks: readonly Check[]): readonly Check[] {
  return checks.map((check) =>
    check.name === 'lookup' ? { name: 'lookup', run: () => Promise.reject(unreachable()) } : check,
  );
}

function unreachable(): Error {
  return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
}
