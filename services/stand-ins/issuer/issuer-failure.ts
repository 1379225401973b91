import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { FailureSwitch } from '../failure-switch';
import type { Person } from '../person';

/**
 * What an issuer can be told to do wrong, so that the attack lab and the tests can show that the
 * application notices. Nothing is wrong unless the development route asked for it.
 */
export const ISSUER_FAILURES = {
  'wrong-iss': 'The authorization response names another issuer.',
  'missing-state': 'The authorization response comes without state.',
  'wrong-nonce': 'The ID token carries another nonce.',
  'wrong-issuer-claim': 'The ID token names another issuer.',
  'wrong-audience': 'The ID token is meant for another client.',
  'wrong-authorized-party': 'The ID token was made for another party (azp).',
  expired: 'The ID token has expired.',
  'altered-subject': 'The ID token names another subject; its signature is left as it was.',
  'stripped-signature': 'The ID token has no signature.',
  'algorithm-none': 'The ID token says that it needs no signature.',
  'unverified-email': 'The e-mail address is not verified.',
  'same-email': "The e-mail address is Ada's.",
} as const;

export type IssuerFailure = keyof typeof ISSUER_FAILURES;

/**
 * Lets an issuer answer wrongly where its switch says so: the authorization response on its way
 * back to the application, and the ID token in the token response.
 */
export function applyFailures(
  provider: Provider,
  failures: FailureSwitch<IssuerFailure>,
  findSubject: (subject: string) => Person | undefined,
  signingKey: CryptoKey,
): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const person = findSubject(ctx.oidc?.entities.Account?.accountId ?? '');
    const failure = failures.of(person?.login);
    if (!failure) return;
    const location = ctx.response.get('location');
    if (location) ctx.response.set('location', alterResponse(location, failure));
    const body: unknown = ctx.body;
    if (hasIdToken(body)) body.id_token = await alterIdToken(body.id_token, failure, signingKey);
  });
}

function alterResponse(location: string, failure: IssuerFailure): string {
  const url = new URL(location);
  if (!url.searchParams.has('code')) return location;
  if (failure === 'wrong-iss') url.searchParams.set('iss', 'http://localhost:9/another-issuer');
  if (failure === 'missing-state') url.searchParams.delete('state');
  return url.toString();
}

function hasIdToken(body: unknown): body is { id_token: string } {
  return typeof body === 'object' && body !== null && 'id_token' in body;
}

/** What another claim would be. Each of these is signed with the issuer's real key. */
const FORGED_CLAIMS: Partial<Record<IssuerFailure, (claims: JWTPayload) => JWTPayload>> = {
  'wrong-nonce': () => ({ nonce: 'nonce-of-another-flow' }),
  'wrong-issuer-claim': () => ({ iss: 'http://localhost:9/another-issuer' }),
  'wrong-audience': () => ({ aud: 'another-client' }),
  'wrong-authorized-party': ({ aud }) => ({
    aud: [String(aud), 'another-client'],
    azp: 'another-client',
  }),
  expired: ({ iat }) => ({ iat: (iat ?? 0) - 7200, exp: (iat ?? 0) - 3600 }),
};

/**
 * Spoils an ID token the way the failure says. Claims are changed and signed again with the right
 * key; the three signature failures leave the forged subject without a valid signature.
 */
async function alterIdToken(
  idToken: string,
  failure: IssuerFailure,
  signingKey: CryptoKey,
): Promise<string> {
  const claims = decodeJwt(idToken);
  const header = decodeProtectedHeader(idToken);
  const forge = FORGED_CLAIMS[failure];
  if (forge) {
    return new SignJWT({ ...claims, ...forge(claims) })
      .setProtectedHeader({ ...header, alg: 'RS256' })
      .sign(signingKey);
  }
  const signature = idToken.split('.')[2] ?? '';
  const victim = encode({ ...claims, sub: 'ada-1815', name: 'Ada Lovelace' });
  if (failure === 'altered-subject') return `${encode(header)}.${victim}.${signature}`;
  if (failure === 'stripped-signature') return `${encode(header)}.${victim}.`;
  if (failure === 'algorithm-none') return `${encode({ ...header, alg: 'none' })}.${victim}.`;
  return idToken;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
