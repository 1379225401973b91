import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CapturedLog } from '@/e2e/mtls/support/captured-log';
import { type Forged, forge } from '@/e2e/mtls/support/certificate-forge';
import { TestServer } from '@/e2e/mtls/support/test-server';
import { type Credential, spiffeId, TestTrust, TRUST_DOMAIN } from '@/e2e/mtls/support/test-trust';
import { createMeshServer } from '@/lib/auth/mtls/mesh';
import { readClientContext } from '@/services/web/client-headers';
import { type Front, type MtlsProxy, NGINX_JS, startMtlsProxy } from './support/mtls-proxies';
import { readPageBlock } from './support/page-block';
import { describeWith } from './support/programs';

/** The lines of docs/mtls-peers.md, run by the programs that they are for. */

const PAGE = 'docs/mtls-peers.md';
const NAMES: Record<MtlsProxy, string> = {
  nginx: 'nginx',
  haproxy: 'HAProxy',
  caddy: 'Caddy',
  stunnel: 'stunnel',
  apache2: 'Apache',
  envoy: 'Envoy',
};

let trust: TestTrust;
let billing: TestServer;
let web: Server;
let mesh: Server;
let front: Credential;
let proxy: Awaited<ReturnType<typeof startMtlsProxy>> | undefined;

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

beforeAll(async () => {
  trust = await TestTrust.create();
  const names = [
    { type: 'url' as const, value: spiffeId('billing') },
    { type: 'dns' as const, value: 'localhost' },
  ];
  front = await trust.credential('billing', { names });
  billing = await TestServer.start(await trust.identityOf(front));
  web = await listen(
    createServer((incoming, response) => {
      const { certificate } = readClientContext(incoming, () => true);
      response.end(certificate?.fingerprint256 ?? 'none');
    }),
  );
  mesh = await listen(
    createMeshServer({
      trustDomain: TRUST_DOMAIN,
      header: 'x-forwarded-client-cert',
      log: new CapturedLog().log,
      handle: ({ id }, _request, response) => void response.end(id.id),
    }),
  );
});
afterAll(async () => {
  await billing.stop();
  for (const server of [web, mesh]) server.close();
});
afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
});

async function start(
  program: MtlsProxy,
  heading: 'to billing' | 'before web' | 'before billing',
  own: Pick<Credential, 'cert' | 'key'>,
  change: (lines: string) => string = (lines) => lines,
): Promise<number> {
  const isFront: Front = heading === 'to billing' ? 'plain' : 'tls';
  const lines = change(readPageBlock(PAGE, `${NAMES[program]} ${heading}`));
  const isHaproxyServer = program === 'haproxy' && heading === 'to billing';
  proxy = await startMtlsProxy({
    program,
    front: isFront,
    lines:
      program !== 'haproxy'
        ? lines
        : isHaproxyServer
          ? `default_backend up\nbackend up\n${lines}`
          : `${lines}default_backend up\nbackend up\nserver web 127.0.0.1:3000`,
    replaced: {
      'billing.example:8443': `localhost:${billing.port}`,
      'billing.example, port_value: 8443': `localhost, port_value: ${billing.port}`,
      'billing.example': 'localhost',
      'port_value: 3000': `port_value: ${portOf(web)}`,
      'port_value: 8080': `port_value: ${portOf(mesh)}`,
      '127.0.0.1:3000': `127.0.0.1:${portOf(web)}`,
      '127.0.0.1:8080': `127.0.0.1:${portOf(mesh)}`,
      'tollgate.example/': `${TRUST_DOMAIN}/`,
    },
    files: {
      'svid.pem': own.cert,
      'svid_key.pem': own.key,
      'web.pem': own.cert + own.key,
      'leaf.pem': new X509Certificate(own.cert).toString() + own.key,
      'bundle.pem': trust.root.certPem,
      'certificate.js': readPageBlock(PAGE, 'nginx before web', 'js'),
      'front.pem': front.cert,
      'front.key': front.key,
      'front-both.pem': front.cert + front.key,
    },
  });
  return proxy.port;
}

async function get(port: number): Promise<{ status: number; body: string }> {
  const answer = await fetch(`http://localhost:${port}/v1/health`);
  return { status: answer.status, body: await answer.text() };
}

/** One request over TLS with a client certificate or none, and headers that the client wrote. */
function getWith(
  port: number,
  client: { cert?: string; key?: string },
  headers: Record<string, string> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { ...client, port, headers, ca: trust.root.certPem, agent: false };
    const sent = request({ host: 'localhost', ...options }, (answer) => {
      text(answer).then(resolve, reject);
    });
    sent.on('error', reject).end();
  });
}

const CALLERS: readonly MtlsProxy[] = ['nginx', 'haproxy', 'caddy', 'stunnel', 'apache2', 'envoy'];
describe.each(CALLERS)('%s calls billing', (program) => {
  describeWith([program], program, () => {
    test("with web's identity, and is served", async () => {
      const port = await start(program, 'to billing', await trust.credential('web'));
      expect(await get(port)).toEqual({ status: 200, body: 'hello' });
    });

    test('with another identity, and gets 403', async () => {
      const port = await start(program, 'to billing', await trust.credential('stranger'));
      expect((await get(port)).body).toContain('/problems/peer-not-authorized');
    });
  });
});

describeWith(['nginx'], 'nginx without proxy_ssl_protocols', () => {
  test('offers no TLS 1.3 and answers 502', async () => {
    const without = (lines: string) => lines.replace('proxy_ssl_protocols TLSv1.3;', '');
    const port = await start('nginx', 'to billing', await trust.credential('web'), without);
    expect((await get(port)).status).toBe(502);
  });
});

describeWith(['envoy'], 'Envoy to billing', () => {
  const changes = [
    { name: 'without tls_params', from: /tls_params: .*/, to: '' },
    { name: 'expecting another SPIFFE ID', from: `/billing }`, to: `/other }` },
  ];
  test.each(changes)('$name does not reach it and answers 503', async ({ from, to }) => {
    const change = (lines: string) => lines.replace(from, to);
    const port = await start('envoy', 'to billing', await trust.credential('web'), change);
    expect((await get(port)).status).toBe(503);
  });
});

const hasScript = existsSync(NGINX_JS);
if (!hasScript) console.log('Skipped: nginx before web: this machine has no libnginx-mod-http-js.');
const TERMINATORS: readonly MtlsProxy[] = [
  ...(hasScript ? (['nginx'] as const) : []),
  ...(['haproxy', 'caddy', 'apache2', 'envoy'] as const),
];
describe.each(TERMINATORS)('%s before web', (program) => {
  describeWith([program], program, () => {
    const certificates: { name: string; make: () => Promise<Forged> }[] = [
      { name: 'self-signed', make: () => forge({ subject: 'CN=machine' }) },
      { name: 'RSA of 3,072 bits', make: () => forge({ subject: 'CN=machine', rsaBits: 3_072 }) },
    ];

    test.each(certificates)('names the certificate of a client: $name', async ({ make }) => {
      const { certPem: cert, keyPem: key } = await make();
      const port = await start(program, 'before web', front);
      const { fingerprint256 } = new X509Certificate(cert);
      expect(await getWith(port, { cert, key })).toBe(fingerprint256);
    });

    test('believes no header that a client wrote, with a certificate or without', async () => {
      const [other, own] = [await forge({}), await forge({ subject: 'CN=machine' })];
      const forged = `:${new X509Certificate(other.certPem).raw.toString('base64')}:`;
      const port = await start(program, 'before web', front);
      const headers = { 'Client-Cert': forged };
      expect(await getWith(port, {}, headers)).toBe('none');
      const { fingerprint256 } = new X509Certificate(own.certPem);
      const client = { cert: own.certPem, key: own.keyPem };
      expect(await getWith(port, client, headers)).toBe(fingerprint256);
    });
  });
});

const NAMERS: readonly MtlsProxy[] = ['caddy', 'apache2', 'envoy'];
describe.each(NAMERS)('%s before billing in mesh mode', (program) => {
  describeWith([program], program, () => {
    test('names the SPIFFE ID of a client, whatever header it wrote', async () => {
      const port = await start(program, 'before billing', front);
      const headers = { 'X-Forwarded-Client-Cert': `URI=${spiffeId('web')}` };
      expect(await getWith(port, await trust.credential('web'))).toBe(spiffeId('web'));
      const stranger = await getWith(port, await trust.credential('stranger'), headers);
      expect(stranger).not.toContain(spiffeId('web'));
      await expect(getWith(port, {}, headers)).rejects.toThrow();
      const names = [{ type: 'url' as const, value: spiffeId('web') }];
      const { certPem: cert, keyPem: key } = await forge({ names });
      await expect(getWith(port, { cert, key }, headers)).rejects.toThrow();
    });
  });
});
