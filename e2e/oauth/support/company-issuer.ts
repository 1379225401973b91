import { exportJWK, generateKeyPair } from 'jose';
import type Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import { createLog } from '@/lib/log';
import { FailureSwitch } from '@/services/stand-ins/failure-switch';
import { createIssuer, serveIssuer } from '@/services/stand-ins/issuer/create-issuer';
import {
  applyFailures,
  ISSUER_FAILURES,
  type IssuerFailure,
} from '@/services/stand-ins/issuer/issuer-failure';
import type { Person } from '@/services/stand-ins/person';
import { closeStandIn } from '@/services/stand-ins/serve-stand-in';

export type CompanyIssuerOptions = {
  port: number;
  redirectUri: string;
  /** What differs in the client's registration. */
  client?: Record<string, unknown>;
  features?: Configuration['features'];
  /** Gives a refresh token at each sign-in. */
  refreshTokens?: boolean;
  /** The ways in which it takes a client's secret. */
  clientAuth?: Configuration['clientAuthMethods'];
  /** Name and address are in the userinfo answer alone, not in the ID token. */
  thinIdToken?: boolean;
  /** Claims that replace the person's own. */
  claimsOf?: (person: Person) => Record<string, unknown>;
  /** Whom its userinfo answers are about, where it is someone else. */
  userinfoSubject?: string;
};

export type CompanyIssuer = {
  issuer: string;
  provider: Provider;
  signingKey: CryptoKey;
  /** Makes it answer wrongly for one person. */
  fail: (login: string, failure: IssuerFailure) => void;
  /** Someone who left: found no more, so that nothing is issued for them. */
  dismiss: (login: string) => void;
  close: () => Promise<void>;
};

/** One key for all of a test file: its keys are remembered by issuer, and a port may be used twice. */
const signingKeys = generateKeyPair('RS256', { extractable: true });

/** A strict OpenID Connect provider of some company, on a port of this machine. */
export async function startCompanyIssuer(options: CompanyIssuerOptions): Promise<CompanyIssuer> {
  const {
    port,
    redirectUri,
    client,
    features,
    refreshTokens = false,
    clientAuth,
    thinIdToken = false,
    claimsOf,
    userinfoSubject,
  } = options;
  const issuer = `http://localhost:${port}`;
  const { privateKey } = await signingKeys;
  const signingKey = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'company' };
  const people = new Map<string, Person>();
  const failures = new FailureSwitch(ISSUER_FAILURES);
  const provider = createIssuer({
    issuer,
    cookiePrefix: `idp_${port}`,
    redirectUri,
    client: { id_token_signed_response_alg: 'RS256', ...client },
    configuration: {
      jwks: { keys: [signingKey] },
      scopes: ['openid', 'email', 'profile', 'offline_access'],
      ...(features ? { features } : {}),
      issueRefreshToken: async () => refreshTokens,
      ...(clientAuth ? { clientAuthMethods: clientAuth } : {}),
      conformIdTokenClaims: thinIdToken,
      claims: thinIdToken
        ? { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] }
        : { openid: ['sub', 'email', 'email_verified', 'name'] },
      findAccount: (_ctx, subject) => {
        const person = people.get(subject);
        if (!person) return undefined;
        const failure = failures.of(person.login);
        return {
          accountId: subject,
          claims: () => ({
            sub: subject,
            name: person.name,
            email: failure === 'same-email' ? 'ada@example.com' : person.email,
            email_verified: failure !== 'unverified-email',
            ...claimsOf?.(person),
          }),
        };
      },
    },
  });
  applyFailures(provider, failures, (subject) => people.get(subject), privateKey);
  provider.use(async (ctx, next) => {
    await next();
    if (userinfoSubject && ctx.path === '/me') ctx.body = { sub: userinfoSubject };
  });
  const server = await serveIssuer({
    provider,
    failures,
    port,
    log: createLog('company'),
    issuerName: 'Example Company',
    requests: ['your name', 'your e-mail address'],
    subjectOf: (person) => {
      people.set(person.googleSubject, person);
      return person.googleSubject;
    },
  });
  return {
    issuer,
    provider,
    signingKey: privateKey,
    fail: (login, failure) => failures.set(login, failure),
    dismiss: (login) => {
      for (const [subject, person] of people) if (person.login === login) people.delete(subject);
    },
    close: () => closeStandIn(server),
  };
}
