import { createServer, type Server } from 'node:http';
import { compactVerify, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePort } from '@/e2e/support/test-server';
import { type FetchDocument, IssuerKeyCache, toKeySet } from './issuer-keys';

const ISSUER = 'https://issuer.example.com';
const MINUTE_MS = 60_000;

let jwk: JWK;
const servers: Server[] = [];

beforeAll(async () => {
  const { publicKey } = await generateKeyPair('ES256');
  jwk = await exportJWK(publicKey);
});
afterEach(() => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) server.close();
});

/** An issuer that counts who asks. */
function fakeIssuer(answers: Partial<Record<'issuer' | 'jwks_uri' | 'keys', unknown>> = {}) {
  const fetchDocument = vi.fn<FetchDocument>(async (url) => {
    const issuer = url.replace('/.well-known/openid-configuration', '').replace('/jwks', '');
    if (url.endsWith('/jwks')) return { keys: answers.keys ?? [jwk] };
    return { issuer: answers.issuer ?? issuer, jwks_uri: answers.jwks_uri ?? `${issuer}/jwks` };
  });
  return fetchDocument;
}

describe('the keys of an issuer', () => {
  test('are fetched once for many callers, and kept for 10 minutes', async () => {
    vi.useFakeTimers();
    const fetchDocument = fakeIssuer();
    const cache = new IssuerKeyCache(fetchDocument);
    await Promise.all(Array.from({ length: 50 }, () => cache.get(ISSUER)));
    expect(fetchDocument).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(9 * MINUTE_MS);
    await cache.get(ISSUER);
    expect(fetchDocument).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(2 * MINUTE_MS);
    await cache.get(ISSUER);
    expect(fetchDocument).toHaveBeenCalledTimes(4);
  });

  test('are asked for again at most every two seconds, whatever callers send', async () => {
    const fetchDocument = fakeIssuer();
    const cache = new IssuerKeyCache(fetchDocument, 50);
    const startedAt = Date.now();
    for (let round = 0; round < 4; round += 1) {
      const { fetchedAt } = await cache.get(ISSUER);
      await Promise.all(Array.from({ length: 20 }, () => cache.get(ISSUER, fetchedAt)));
    }
    expect(fetchDocument).toHaveBeenCalledTimes(10);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(4 * 45);
  });

  test('are used for an hour while the issuer does not answer, and not longer', async () => {
    vi.useFakeTimers();
    const fetchDocument = fakeIssuer();
    const cache = new IssuerKeyCache(fetchDocument, 0);
    const { fetchedAt } = await cache.get(ISSUER);
    fetchDocument.mockRejectedValue(new Error('down'));
    vi.advanceTimersByTime(30 * MINUTE_MS);
    expect((await cache.get(ISSUER)).fetchedAt).toBe(fetchedAt);
    // Not where they are known not to fit.
    await expect(cache.get(ISSUER, fetchedAt)).rejects.toThrow('down');
    vi.advanceTimersByTime(31 * MINUTE_MS);
    await expect(cache.get(ISSUER)).rejects.toThrow('down');
  });

  test('of 1,000 issuers are not all remembered', async () => {
    const cache = new IssuerKeyCache(fakeIssuer());
    for (let index = 0; index < 1_000; index += 1) await cache.get(`${ISSUER}/${index}`);
    expect(cache.size).toBe(500);
  });

  test.each<[string, Parameters<typeof fakeIssuer>[0], RegExp]>([
    ['metadata of another issuer', { issuer: 'https://other.example' }, /another issuer/],
    ['an issuer with a slash more', { issuer: `${ISSUER}/` }, /another issuer/],
    ['no list of keys', { keys: 'none' }, /keys/],
    [
      'more keys than an issuer has',
      { keys: Array.from({ length: 51 }, () => ({ kty: 'EC' })) },
      /keys/,
    ],
  ])('are refused with %s', async (_name, answers, reason) => {
    await expect(new IssuerKeyCache(fakeIssuer(answers)).get(ISSUER)).rejects.toThrow(reason);
  });
});

/** An issuer whose keys are elsewhere, served by itself. */
async function serveIssuer(port: number, jwksUri: string): Promise<void> {
  const server = createServer((request, response) => {
    const metadata = { issuer: `http://localhost:${port}`, jwks_uri: jwksUri };
    response.end(JSON.stringify(request.url === '/jwks' ? { keys: [jwk] } : metadata));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
}

test('a SPIFFE bundle verifies JWT-SVIDs, but not with its keys for X.509', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const exported = { ...(await exportJWK(publicKey)), kid: 'one' };
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .sign(privateKey);
  const verify = (use: string) => compactVerify(token, toKeySet({ keys: [{ ...exported, use }] }));
  await expect(verify('jwt-svid')).resolves.toBeDefined();
  await expect(verify('sig')).resolves.toBeDefined();
  await expect(verify('x509-svid')).rejects.toThrow();
});

describe('a JWK Set that points inside', () => {
  let port = 0;
  let inner = 0;
  beforeAll(async () => {
    [port, inner] = [await freePort(), await freePort()];
    Object.assign(process.env, { DEPLOYMENT: 'local', CI_ISSUER_PORT: String(port) });
  });

  test('is not fetched', async () => {
    await serveIssuer(port, `http://localhost:${inner}/jwks`);
    await serveIssuer(inner, '');
    const issuer = `http://localhost:${port}`;
    await expect(new IssuerKeyCache().get(issuer)).rejects.toThrow(/must be https/);
    // Without the guard the inner host is asked, and its answer believed.
    const unguarded: FetchDocument = async (url) => (await fetch(url)).json();
    expect(await new IssuerKeyCache(unguarded).get(issuer)).toHaveProperty('key');
  });

  test.each([
    'https://127.0.0.1/jwks',
    'https://[::1]/jwks',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.5/jwks',
    'https://metadata.google.internal/jwks',
    'https://localhost/jwks',
    'file:///etc/passwd',
    'http://example.com/jwks',
  ])('is not fetched from %s', async (jwksUri) => {
    await serveIssuer(port, jwksUri);
    await expect(new IssuerKeyCache().get(`http://localhost:${port}`)).rejects.toThrow(
      /public internet|must be https/,
    );
  });
});
