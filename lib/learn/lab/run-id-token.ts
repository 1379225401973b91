import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { verifyIdToken } from '@/lib/auth/oauth/sign-in/verify-id-token';
import { traceStep } from '@/lib/trace/trace-step';
import type { Runner } from './lab';

const CLIENT = 'attack-lab';
const MINUTE_SECONDS = 60;

type Provider = {
  issuer: string;
  sign(claims: JWTPayload): Promise<string>;
  close(): Promise<void>;
};

/** A09: the subject is exchanged, the signature stays. */
export const alteredIdToken: Runner = {
  refusal: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  removal: 'The token is decoded and not verified, as the library does by itself.',
  run: (_lab, guarded) =>
    withProvider(async ({ issuer, sign }) => {
      const genuine = await sign({ ...fresh(issuer), sub: 'mallory' });
      const [header, , signature] = genuine.split('.');
      const payload = Buffer.from(JSON.stringify({ ...decodeJwt(genuine), sub: 'ada' }));
      const forged = `${header}.${payload.toString('base64url')}.${signature}`;
      return offer('Offer the token with “ada” written into it', forged, issuer, guarded);
    }),
};

/** A08: a genuine token, for someone else. */
export const wrongIdTokenClaims: Runner = {
  refusal: 'ERR_JWT_CLAIM_VALIDATION_FAILED: aud; iss; ERR_JWT_EXPIRED: exp',
  removal: 'The claims are not compared with anything.',
  run: (_lab, guarded) =>
    withProvider(async ({ issuer, sign }) => {
      const good = { ...fresh(issuer), sub: 'mallory' };
      const tokens = {
        aud: await sign({ ...good, aud: 'another-app' }),
        iss: await sign({ ...good, iss: 'https://other.example' }),
        exp: await sign({ ...good, exp: (good.exp ?? 0) - 60 * MINUTE_SECONDS }),
      };
      const seen: string[] = [];
      let refused = true;
      for (const [claim, token] of Object.entries(tokens)) {
        const observation = await offer(
          `Offer a token with a wrong ${claim}`,
          token,
          issuer,
          guarded,
        );
        refused &&= observation.refused;
        seen.push(`${observation.seen}: ${claim}`);
      }
      return {
        refused,
        seen: seen.join('; ').replace('; ERR_JWT_CLAIM_VALIDATION_FAILED: iss', '; iss'),
      };
    }),
};

async function offer(text: string, token: string, issuer: string, guarded: boolean) {
  const step = {
    name: 'oauth.id-token',
    from: 'provider',
    to: 'web',
    lane: 'who',
    text,
    code: 'lib/auth/oauth/sign-in/verify-id-token.ts#verifyIdToken:jwtVerify',
  } as const;
  try {
    const { sub } = await traceStep(
      step,
      async () => (guarded ? verifyIdToken(token, { issuer, clientId: CLIENT }) : decodeJwt(token)),
      (payload) => `signed in as ${payload.sub}`,
    );
    return { refused: false, seen: `signed in as ${sub}` };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return { refused: true, seen: String(error.code) };
  }
}

function fresh(issuer: string): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return { iss: issuer, aud: CLIENT, iat: now, exp: now + MINUTE_SECONDS };
}

/** A provider with a key of its own, for one run. */
async function withProvider<T>(play: (provider: Provider) => Promise<T>): Promise<T> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'lab' };
  let issuer = '';
  const server = createServer((request, response) => {
    const metadata = { issuer, jwks_uri: `${issuer}/jwks` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/jwks' ? { keys: [jwk] } : metadata));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const sign = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'lab' }).sign(privateKey);
  try {
    return await play({ issuer, sign, close });
  } finally {
    await close();
  }
}
