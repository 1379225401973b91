import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { TLSSocket } from 'node:tls';
import * as client from 'openid-client';
import { Agent, fetch as undiciFetch } from 'undici';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Forged, forge } from '@/e2e/mtls/support/certificate-forge';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { registerApp } from './app-registration';
import { certificatesInForce } from './machine-certificate';
import { endCertificateOverlap, replaceMachineCertificate } from './replace-machine-certificate';

/**
 * Machine clients by certificate, over a real TLS connection that a proxy ends: it proves that the
 * client holds the key and says so in `Client-Cert`, as HAProxy, Envoy or nginx do.
 * @see RFC 8705, RFC 9440
 */
provideTestDatabase();

let web: TestWeb;
let proxy: https.Server;
let proxyOrigin = '';
let authority: Forged;
let machine: Forged;
let renewed: Forged;
let stranger: Forged;
let ada: Principal;
let clientId: string;

beforeAll(async () => {
  authority = await forge({ subject: 'CN=Test authority', isCa: true });
  const leaf = (subject: string) =>
    forge({ signer: authority.signer, subject, purposes: ['client'], names: [] });
  machine = await leaf('CN=machine');
  renewed = await leaf('CN=machine');
  stranger = await leaf('CN=stranger');
  const server = await forge({
    signer: authority.signer,
    subject: 'CN=proxy',
    purposes: ['server'],
    names: [{ type: 'dns', value: 'localhost' }],
  });
  const port = await freePort();
  proxyOrigin = `https://localhost:${port}`;
  Object.assign(process.env, { APP_URL: proxyOrigin, TRUSTED_PROXIES: '127.0.0.1,::1' });
  web = await startTestWeb({ APP_URL: proxyOrigin, TRUSTED_PROXIES: ['127.0.0.1', '::1'] });
  proxy = https.createServer(
    { cert: server.certPem, key: server.keyPem, ca: authority.certPem, requestCert: true },
    forward,
  );
  proxy.listen(port, 'localhost');
  await once(proxy, 'listening');
  ada = await createPerson({ name: 'Ada' });
  const { view, secret } = await registerApp(ada, {
    name: 'Nightly export',
    redirectUris: [],
    scopes: ['usage:read', 'events:read'],
    machine: { certificate: machine.certPem, mode: 'live' },
  });
  expect(secret).toBeNull();
  clientId = view.clientId;
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await web.stop();
});

/** Replaces what the client says about certificates by what it proved. */
function forward(request: http.IncomingMessage, response: http.ServerResponse): void {
  const certificate = (request.socket as TLSSocket).getPeerX509Certificate();
  const headers = { ...request.headers };
  delete headers['client-cert'];
  if (certificate) headers['client-cert'] = `:${certificate.raw.toString('base64')}:`;
  const { port } = new URL(web.url);
  const onward = http.request(
    { host: 'localhost', port, method: request.method, path: request.url, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  request.pipe(onward);
}

/** What a client sends with a certificate of its own. */
function fetchAs({ certPem: cert, keyPem: key }: Forged): client.CustomFetch {
  const dispatcher = new Agent({ connect: { ca: authority.certPem, cert, key } });
  return (url, options) =>
    undiciFetch(url, { ...(options as object), dispatcher }) as unknown as Promise<Response>;
}

async function configure(holder: Forged): Promise<client.Configuration> {
  return client.discovery(
    new URL(`${proxyOrigin}/oauth`),
    clientId,
    undefined,
    client.TlsClientAuth(),
    { algorithm: 'oauth2', [client.customFetch]: fetchAs(holder) },
  );
}

async function getToken(holder = machine): Promise<string> {
  const config = await configure(holder);
  return (await client.clientCredentialsGrant(config, { scope: 'usage:read' })).access_token;
}

const me = (holder: Forged, token: string) =>
  fetchAs(holder)(`${proxyOrigin}/api/v1/me`, {
    method: 'GET',
    body: null,
    headers: { authorization: `Bearer ${token}` },
    redirect: 'manual',
  });

test('a machine proves itself by its certificate and acts for its workspace', async () => {
  const config = await configure(machine);
  expect(config.serverMetadata()).toMatchObject({
    tls_client_certificate_bound_access_tokens: true,
    token_endpoint_auth_methods_supported: expect.arrayContaining(['self_signed_tls_client_auth']),
    grant_types_supported: expect.arrayContaining(['client_credentials']),
  });
  const token = await getToken();
  expect(token).toMatch(/^tg_at_/);
  const response = await me(machine, token);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    mode: 'live',
    scopes: ['usage:read'],
    bound: { kind: 'certificate', alg: null },
  });
  await vi.waitFor(async () => {
    const log = await db().requestLog.findFirst({ where: { path: '/api/v1/me' } });
    expect(log?.proof).toBe('certificate');
  }, 5_000);
});

test('A16: the token on a connection with another certificate is refused', async () => {
  const token = await getToken();
  const response = await me(stranger, token);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  expect(await response.json()).toMatchObject({
    type: 'https://tollgate.dev/problems/invalid-token',
  });
});

test('another certificate of the same authority gets no token', async () => {
  const config = await configure(stranger);
  await expect(
    client.clientCredentialsGrant(config, { scope: 'usage:read' }),
  ).rejects.toMatchObject({ error: 'invalid_client', status: 401 });
});

test('a machine gets no more than it registered, and nothing for another API', async () => {
  const config = await configure(machine);
  await expect(
    client.clientCredentialsGrant(config, { scope: 'payments:write' }),
  ).rejects.toMatchObject({ error: 'invalid_scope' });
  await expect(
    client.clientCredentialsGrant(config, { resource: 'https://other.example/' }),
  ).rejects.toMatchObject({ error: 'invalid_target' });
});

test('a header that the client writes itself is no certificate', async () => {
  const token = await getToken();
  const forged = new Headers({
    authorization: `Bearer ${token}`,
    'client-cert': `:${Buffer.from(machine.certPem.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('base64')}:`,
  });
  const throughProxy = await fetchAs(stranger)(`${proxyOrigin}/api/v1/me`, {
    method: 'GET',
    body: null,
    headers: Object.fromEntries(forged),
    redirect: 'manual',
  });
  expect(throughProxy.status).toBe(401);
  // Twin: straight to the front door from an address that is a trusted proxy, the header is believed.
  const twin = await fetch(`${web.url}/api/v1/me`, { headers: forged });
  expect(twin.status).toBe(200);
});

test('a new certificate takes the place of the one before, which works for a day or ends at once', async () => {
  const before = await getToken(machine);
  await replaceMachineCertificate(ada, clientId, { pem: renewed.certPem, overlap: true });
  const token = await getToken(renewed);
  expect((await me(renewed, token)).status).toBe(200);
  // The overlap: the machine goes on with what it has, until it has the new one.
  expect((await me(machine, before)).status).toBe(200);
  expect(await getToken(machine)).toMatch(/^tg_at_/);
  await endCertificateOverlap(ada, clientId);
  await expect(getToken(machine)).rejects.toMatchObject({ error: 'invalid_client' });
  // Its tokens, too, though none of them has expired.
  expect((await me(machine, before)).status).toBe(401);
  expect((await me(renewed, token)).status).toBe(200);
  await replaceMachineCertificate(ada, clientId, { pem: machine.certPem, overlap: false });
  expect((await me(renewed, token)).status).toBe(401);
});

test('the overlap ends by itself, and a certificate with its validity', async () => {
  const token = await getToken(machine);
  const app = { previousCertificate: null, previousCertificateExpiresAt: null };
  const { certificate } = await db().oAuthApp.findFirstOrThrow({ select: { certificate: true } });
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
  expect(certificatesInForce({ ...app, certificate })).toHaveLength(1);
  expect(certificatesInForce({ ...app, certificate }, inHours(2))).toEqual([]);
  const overlap = { previousCertificate: certificate, previousCertificateExpiresAt: inHours(0.5) };
  expect(certificatesInForce({ certificate: null, ...overlap })).toHaveLength(1);
  expect(certificatesInForce({ certificate: null, ...overlap }, inHours(0.6))).toEqual([]);
  const expired = await forge({ signer: authority.signer, notAfter: -1000 });
  const pem = expired.certPem.replace(/-----[^-]+-----|\s/g, '');
  await db().oAuthApp.updateMany({ data: { certificate: pem } });
  expect((await me(machine, token)).status).toBe(401);
  await db().oAuthApp.updateMany({ data: { certificate } });
});

test('it ends with its person: who left the workspace takes their machines along', async () => {
  const token = await getToken();
  await db().membership.updateMany({ where: { userId: ada.userId }, data: { role: 'member' } });
  expect((await me(machine, token)).status).toBe(200);
  await db().membership.deleteMany({ where: { userId: ada.userId } });
  expect((await me(machine, token)).status).toBe(401);
});
