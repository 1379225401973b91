import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose';
import type { Failure } from './failure-switch';

/** What another claim would be. Each of these is signed with the issuer's real key. */
const FORGED_CLAIMS: Partial<Record<Failure, (claims: JWTPayload) => JWTPayload>> = {
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
export async function alterIdToken(
  idToken: string,
  failure: Failure,
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
