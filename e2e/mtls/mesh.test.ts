import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMeshClient, createMeshServer } from '@/lib/auth/mtls/mesh';
import { authorizePeer } from '@/lib/auth/mtls/server/authenticate-peer';
import { writeProblem } from '@/lib/auth/mtls/server/create-mtls-server';
import { EnvError, parseEnv } from '@/lib/env';
import { ProblemError } from '@/lib/http/problem';
import { CapturedLog } from './support/captured-log';
import { rawCall } from './support/raw-client';
import { TestServer } from './support/test-server';
import { spiffeId, TestTrust } from './support/test-trust';

/** WORKLOAD_IDENTITY=mesh: a sidecar ends TLS and says who calls. Here a test stands for it. */

const WEB = spiffeId('web');
const EVIL = spiffeId('evil');
const xfcc = (uri: string) => `By=${spiffeId('billing')};Hash=00;Subject="";URI=${uri}`;

let server: ReturnType<typeof createMeshServer>;
let handled: string[];

beforeEach(async () => {
  handled = [];
  server = createMeshServer({
    trustDomain: 'test.example',
    header: 'x-forwarded-client-cert',
    log: new CapturedLog().log,
    handle: (peer, _request, response) => {
      handled.push(peer.id.id);
      try {
        authorizePeer(peer, [WEB]);
        response.end('hello');
      } catch (error) {
        if (error instanceof ProblemError) void writeProblem(response, error, 'req_test');
      }
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

/** What the sidecar sends on: the caller's own header lines, then what it has verified. */
async function through(verified: string | null, fromCaller: string[] = []) {
  const { port } = server.address() as AddressInfo;
  const lines = [...fromCaller, ...(verified ? [xfcc(verified)] : [])];
  const sent = request({
    port,
    headers: lines.length > 0 ? { 'x-forwarded-client-cert': lines } : {},
  });
  sent.end();
  const [response] = await once(sent, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body };
}

describe('behind a sidecar', () => {
  it('serves whom the sidecar has verified', async () => {
    expect(await through(WEB)).toEqual({ status: 200, body: 'hello' });
  });

  it('refuses others, whatever header they bring', async () => {
    expect(await through(EVIL)).toMatchObject({ status: 403 });
    expect(await through(EVIL, [xfcc(WEB)])).toMatchObject({ status: 403 });
    expect(await through(EVIL, [`${xfcc(WEB)},${xfcc(WEB)}`, xfcc(WEB)])).toMatchObject({
      status: 403,
    });
    expect(handled).toEqual([EVIL, EVIL, EVIL]);
  });

  it('refuses a call that no sidecar has marked', async () => {
    const answer = await through(null);
    expect(answer.status).toBe(401);
    expect(answer.body).toContain('/problems/peer-not-trusted');
    expect(handled).toEqual([]);
  });

  it('is called in plain HTTP by its client; the sidecars do the rest', async () => {
    const client = createMeshClient({
      log: new CapturedLog().log,
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      expectedId: spiffeId('billing'),
    });
    const headers = { 'x-forwarded-client-cert': xfcc(WEB) };
    expect(await client.call({ method: 'GET', path: '/', headers })).toMatchObject({ status: 200 });
    await client.close();
  });
});

describe('without a sidecar (files)', () => {
  it('a forged identity header changes nothing', async () => {
    const trust = await TestTrust.create();
    const direct = await TestServer.start(await trust.identity('billing'));
    const seen = await rawCall({
      port: direct.port,
      ca: trust.root.certPem,
      credential: await trust.credential('evil'),
      request: `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-Client-Cert: ${xfcc(WEB)}\r\nl5d-client-id: web.x.serviceaccount.identity.linkerd.test.example\r\n\r\n`,
    });
    expect(seen.response).toMatch(/^HTTP\/1\.1 403 /);
    expect(direct.handled).toEqual([EVIL]);
    await direct.stop();
  });
});

describe('configuration', () => {
  it.each([
    [{ WORKLOAD_IDENTITY: 'mesh', BILLING_URL: 'https://billing:8443' }],
    [{ WORKLOAD_IDENTITY: 'files', BILLING_URL: 'http://billing:8443' }],
    [{ WORKLOAD_IDENTITY: 'mesh', WORKLOAD_DIR: '/run/workload' }],
    [{ SPIFFE_PATH: '/web' }],
  ])('that mixes both is refused: %j', (source) => {
    expect(() => parseEnv(source)).toThrow(EnvError);
  });

  it('of a mesh listens on loopback and calls plain HTTP', () => {
    const env = parseEnv({ WORKLOAD_IDENTITY: 'mesh' });
    expect(env).toMatchObject({
      MESH_BIND_ADDRESS: '127.0.0.1',
      BILLING_URL: 'http://localhost:8443',
    });
  });
});
