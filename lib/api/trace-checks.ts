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
export const CHECK_STEPS: Record<CheckName, CheckStep> = {
  'credential-in-url': {
    ...inside,
    lane: 'who',
    text: 'Is there a credential in the URL?',
    code: { file: 'lib/http/read-credential.ts', text: 'if (CREDENTIAL_PARAMETERS.has(' },
    describe: () => 'no',
  },
  ambiguity: {
    ...inside,
    lane: 'who',
    text: 'Is there exactly one credential?',
    code: {
      file: 'lib/http/read-credential.ts',
      text: "if (apiKey !== null && authorization !== null) throw problem('ambiguous-credentials');",
    },
    describe: ({ presented }) => `one, in ${presented?.header ?? 'no header'}`,
  },
  'address-rate': {
    ...inside,
    lane: 'who',
    text: 'Has this address failed too often?',
    code: {
      file: 'lib/http/address-guard.ts',
      text: 'const block = blocked.get(toAddressSubject(address));',
    },
    describe: () => 'no',
  },
  format: {
    ...inside,
    lane: 'who',
    text: 'Do form and checksum fit? No database yet',
    code: {
      file: 'lib/auth/api-key/key-format.ts',
      text: 'if (checksum(text.slice(0, -CHECKSUM_DIGITS)) !== sum) return undefined;',
    },
    describe: () => 'they fit',
    forToken: {
      text: 'Does the form fit? No database yet',
      code: { file: 'lib/api/credential-schemes.ts', text: 'if (!ACCESS_TOKEN.test(text))' },
    },
  },
  lookup: {
    from: 'web',
    to: 'database',
    lane: 'who',
    text: 'Look it up by its public part, compare digests, find the owner',
    code: {
      file: 'lib/auth/api-key/match-secret.ts',
      text: 'const same = timingSafeEqual(',
    },
    describe: ({ credential }) => `it is ${credential?.principal.names?.user ?? 'somebody known'}`,
    forToken: {
      text: 'Verify the token: look up its digest, its audience, and the grant behind it',
      code: {
        file: 'lib/auth/oauth/authorization-server/authenticate-access-token.ts',
        text: 'const grant = await findGrantInForce(payload.grantId);',
      },
    },
  },
  'expiry-and-revocation': {
    ...inside,
    lane: 'who',
    text: 'Neither revoked nor expired?',
    code: {
      file: 'lib/auth/api-key/authenticate-api-key.ts',
      text: "if (known.revokedAt) throw problem('key-revoked', { headers: INVALID_KEY });",
    },
    describe: ({ credential }) =>
      `good until ${credential?.principal.expiresAt?.toISOString() ?? 'its end'}`,
    forToken: {
      text: 'Neither revoked nor expired? It was found, so it is neither',
      code: {
        file: 'lib/auth/oauth/authorization-server/grant.repository.ts',
        text: 'export async function findGrantInForce(',
      },
    },
  },
  address: {
    ...inside,
    lane: 'may',
    text: 'May it be used from this address?',
    code: {
      file: 'lib/auth/api-key/authenticate-api-key.ts',
      text: 'if (!known.isAllowedAddress || known.isAllowedAddress(context.address)) return;',
    },
    describe: ({ context }) => `from ${context.address ?? 'an unknown address'}: yes`,
  },
  rate: {
    ...inside,
    lane: 'may',
    text: 'Within its rate?',
    code: {
      file: 'lib/http/rate-limit.ts',
      text: 'const result = await limiterOf(policy).consume(subject);',
    },
    describe: ({ headers }) => headers?.ratelimit ?? 'no limit',
  },
  scope: {
    ...inside,
    lane: 'may',
    text: 'Does it have the scope that this call needs?',
    code: { file: 'lib/auth/authorize.ts', text: 'if (principal.scopes.has(scope)) return;' },
    describe: ({ endpoint }) => endpoint.scope ?? 'none is needed',
  },
  object: {
    ...inside,
    lane: 'may',
    text: 'Is the object of this workspace?',
    code: {
      file: 'lib/api/checks.ts',
      text: 'return endpoint.find({ principal, params: input.params })',
    },
    describe: ({ input }) => (input.found === undefined ? 'the path names none' : 'yes'),
  },
  fields: {
    ...inside,
    lane: 'may',
    text: 'Are the fields right, and no others there?',
    code: { file: 'lib/api/checks.ts', text: 'input.body = validate(schema, value);' },
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
      code: {
        file: 'lib/api/pipeline.ts',
        text: 'const answer = endpoint.handle(call);',
      },
    };
    const traced: Endpoint = {
      ...endpoint,
      handle: (call) => traceStep(info, () => endpoint.handle(call)),
    };
    return traced;
  });
}
