import type { StepInfo } from '@/lib/trace/step';
import { traceStep } from '@/lib/trace/trace-step';
import type { Check, CheckName } from './checks';
import type { AnyEndpoint, Endpoint } from './endpoint';
import type { Exchange } from './exchange';

type CheckStep = Omit<StepInfo, 'name'> & {
  describe?: (exchange: Exchange) => string;
  /** What is different where the credential is an app's access token. */
  forToken?: Pick<StepInfo, 'text' | 'code'>;
};

const inside = { from: 'web', to: 'web' } as const;

/** What each check of the API's table says in a diagram, and where its lines are. */
const CHECK_STEPS: Record<CheckName, CheckStep> = {
  'credential-in-url': {
    ...inside,
    lane: 'who',
    text: 'Is there a credential in the URL?',
    code: 'lib/http/read-credential.ts#findCredentialInUrl:CREDENTIAL_PARAMETERS',
    describe: () => 'no',
  },
  ambiguity: {
    ...inside,
    lane: 'who',
    text: 'Is there exactly one credential?',
    code: 'lib/http/read-credential.ts#readCredential:ambiguous-credentials',
    describe: ({ presented }) => `one, in ${presented?.header ?? 'no header'}`,
  },
  'address-rate': {
    ...inside,
    lane: 'who',
    text: 'Has this address failed too often?',
    code: 'lib/http/address-guard.ts#requireUnblockedAddress:toAddressSubject',
    describe: () => 'no',
  },
  format: {
    ...inside,
    lane: 'who',
    text: 'Do form and checksum fit? No database yet',
    code: 'lib/auth/api-key/key-format.ts#parseApiKey:checksum',
    describe: () => 'they fit',
    forToken: {
      text: 'Does the form fit? No database yet',
      code: 'lib/api/credential-schemes.ts#accessTokenScheme:ACCESS_TOKEN',
    },
  },
  lookup: {
    from: 'web',
    to: 'database',
    lane: 'who',
    text: 'Look it up by its public part, compare digests, find the owner',
    code: 'lib/auth/api-key/match-secret.ts#isSame:timingSafeEqual',
    describe: ({ credential }) => `it is ${credential?.principal.names?.user ?? 'someone known'}`,
    forToken: {
      text: 'Verify the token: look up its digest, its audience, and the grant behind it',
      code: 'lib/auth/oauth/authorization-server/authenticate-access-token.ts#authenticateAccessToken:findAccessToken',
    },
  },
  'expiry-and-revocation': {
    ...inside,
    lane: 'who',
    text: 'Neither revoked nor expired?',
    code: 'lib/auth/api-key/authenticate-api-key.ts#requireUsableApiKey:key-revoked',
    describe: ({ credential }) =>
      `good until ${credential?.principal.expiresAt?.toISOString() ?? 'its end'}`,
    forToken: {
      text: 'Neither revoked nor expired? It was found, so it is neither',
      code: 'lib/auth/oauth/authorization-server/stored-access-token.repository.ts#SELECT_ACCESS_TOKEN',
    },
  },
  proof: {
    ...inside,
    lane: 'who',
    text: 'Is it bound to a key pair, and is this request signed by it?',
    code: 'lib/auth/api-key/require-proof.ts#requireProof:boundKeyOf',
    describe: ({ proof }) => (proof ? `bound, and proved by ${proof}` : 'bound to none'),
    forToken: {
      text: 'Is it bound to a key pair or a certificate? Checked with the look-up',
      code: 'lib/auth/oauth/authorization-server/require-sender.ts#requireSender:dpop',
    },
  },
  address: {
    ...inside,
    lane: 'may',
    text: 'May it be used from this address?',
    code: 'lib/auth/api-key/authenticate-api-key.ts#requireAllowedAddress:isAllowedAddress',
    describe: ({ context }) => `from ${context.address ?? 'an unknown address'}: yes`,
  },
  rate: {
    ...inside,
    lane: 'may',
    text: 'Within its rate?',
    code: 'lib/http/rate-limit.ts#consumeRate:limiterOf',
    describe: ({ headers }) => headers?.ratelimit ?? 'no limit',
  },
  scope: {
    ...inside,
    lane: 'may',
    text: 'Does it have the scope that this call needs?',
    code: 'lib/auth/authorize.ts#requireScope:scopes',
    describe: ({ endpoint }) => endpoint.scope ?? 'none is needed',
  },
  object: {
    ...inside,
    lane: 'may',
    text: 'Is the object of this workspace?',
    code: 'lib/api/checks.ts#findObject:input.params',
    describe: ({ input }) => (input.found === undefined ? 'the path names none' : 'yes'),
  },
  fields: {
    ...inside,
    lane: 'may',
    text: 'Are the fields right, and no others there?',
    code: 'lib/api/checks.ts#checkBody:schema, value',
    describe: () => 'yes',
  },
};

/** The same table with each named check recorded. */
export function traceChecks(checks: readonly Check[]): readonly Check[] {
  return checks.map((check) => {
    const { name } = check;
    if (!name) return check;
    const { describe, forToken, ...info } = CHECK_STEPS[name];
    return {
      name,
      run: (exchange) =>
        traceStep(
          {
            ...info,
            ...(exchange.presented?.text.startsWith('tg_at_') ? forToken : undefined),
            name: `api.${name}`,
          },
          async () => {
            await check.run(exchange);
          },
          () => describe?.(exchange) ?? 'passed',
        ),
    };
  });
}

/** The same endpoints with their work recorded. */
export function traceEndpoints(endpoints: readonly AnyEndpoint[]): readonly AnyEndpoint[] {
  return endpoints.map((endpoint) => {
    if (endpoint.scope === 'public') return endpoint;
    const info: StepInfo = {
      ...inside,
      name: 'api.work',
      lane: 'work',
      text: endpoint.summary,
      code: 'lib/api/pipeline.ts#act:return toAnswer',
    };
    const traced: Endpoint = {
      ...endpoint,
      handle: (call) => traceStep(info, () => endpoint.handle(call)),
    };
    return traced;
  });
}
