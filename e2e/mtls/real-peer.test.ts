import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMtlsClient } from '@/lib/auth/mtls/client/create-mtls-client';
import { CapturedLog } from './support/captured-log';
import { MemoryIdentitySource } from './support/memory-identity-source';
import { TestServer } from './support/test-server';
import { type Credential, spiffeId, TestTrust } from './support/test-trust';

/** Programs that are not ours talk to our server, and our client to one of theirs. */

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

let trust: TestTrust;
let server: TestServer;
let folder: string;
const file = (name: string) => path.join(folder, name);

beforeAll(async () => {
  trust = await TestTrust.create();
  const names = [
    { type: 'url' as const, value: spiffeId('billing') },
    { type: 'dns' as const, value: 'localhost' },
  ];
  const billing = await trust.credential('billing', { names });
  server = await TestServer.start(await trust.identityOf(billing));
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-peer-'));
  await writeFile(file('bundle.pem'), trust.root.certPem);
  await store('billing', billing);
  await store('web', await trust.credential('web'));
  await store('stranger', await trust.credential('stranger'));
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function store(name: string, { cert, key }: Credential): Promise<void> {
  await writeFile(file(`${name}.pem`), cert);
  await writeFile(file(`${name}.key`), key);
}

/** Whether a program is there; says so where it is not. */
function has(program: string): boolean {
  const found = spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  if (!found) console.log(`${program} is not installed: its tests are skipped`);
  return found;
}

/** Runs a program with a text on its standard input; its output and exit code. */
function run(program: string, args: string[], input = ''): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const child = execFile(program, args, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, out: stdout + stderr });
    });
    child.stdin?.on('error', () => {});
    if (input) child.stdin?.write(input);
    else child.stdin?.end();
  });
}

describe.skipIf(!has('curl'))('curl', () => {
  const curl = (...args: string[]) =>
    run('curl', ['-sS', '--cacert', file('bundle.pem'), ...args, server.origin]);
  const as = (name: string) => ['--cert', file(`${name}.pem`), '--key', file(`${name}.key`)];

  it('with the certificate of web is served', async () => {
    expect(await curl(...as('web'))).toEqual({ code: 0, out: 'hello' });
  });

  it('with that of a stranger gets 403', async () => {
    expect((await curl(...as('stranger'))).out).toContain('/problems/peer-not-authorized');
  });

  it('without one is refused, and so is TLS 1.2', async () => {
    expect((await curl()).code).not.toBe(0);
    expect((await curl('--tls-max', '1.2', ...as('web'))).code).toBe(35);
  });
});

describe.skipIf(!has('openssl'))('openssl s_client', () => {
  const client = (name: string, ...args: string[]) =>
    run(
      'openssl',
      [
        ...['s_client', '-connect', `localhost:${server.port}`, '-CAfile', file('bundle.pem')],
        // Of -cert it sends the leaf only; the intermediate comes from -cert_chain.
        ...['-verify_return_error', '-ign_eof', '-cert_chain', file(`${name}.pem`)],
        ...['-cert', file(`${name}.pem`), '-key', file(`${name}.key`), ...args],
      ],
      REQUEST,
    );

  it('verifies us and is served over TLS 1.3', async () => {
    const { out } = await client('web');
    expect(out).toContain('Verify return code: 0 (ok)');
    expect(out).toMatch(/New, TLSv1\.3/);
    expect(out).toContain('hello');
  });

  it('cannot be talked down to TLS 1.2', async () => {
    const { code, out } = await client('web', '-tls1_2');
    expect(code).not.toBe(0);
    expect(out).toMatch(/alert number 70|protocol version/);
  });

  it('cannot present a certificate with another key', async () => {
    const { code, out } = await client('web', '-key', file('stranger.key'));
    expect(code).not.toBe(0);
    expect(out).toMatch(/key values mismatch/i);
  });
});

describe.skipIf(!has('gnutls-cli'))('gnutls-cli', () => {
  it('verifies us and is served', async () => {
    const args = ['--x509cafile', file('bundle.pem'), '--x509certfile', file('web.pem')];
    const key = ['--x509keyfile', file('web.key'), '-p', String(server.port), 'localhost'];
    const { out } = await run('gnutls-cli', [...args, ...key], REQUEST);
    expect(out).toContain('The certificate is trusted');
    expect(out).toContain('TLS1.3');
    expect(out).toContain('hello');
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return address && typeof address === 'object' ? address.port : 0;
}

describe.skipIf(!has('nginx'))('nginx', () => {
  let nginx: ChildProcess;
  let front: number;
  let tls: number;

  beforeAll(async () => {
    [front, tls] = [await freePort(), await freePort()];
    await mkdir(file('nginx'));
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${file(`nginx/${name}`)};`)
      .join('\n');
    await writeFile(
      file('nginx.conf'),
      `daemon off; master_process off; pid ${file('nginx/pid')}; error_log stderr warn;
       events {}
       http { access_log off; ${temp}
         server { listen 127.0.0.1:${front};
           location / { proxy_pass https://localhost:${server.port};
             proxy_ssl_certificate ${file('web.pem')}; proxy_ssl_certificate_key ${file('web.key')};
             proxy_ssl_trusted_certificate ${file('bundle.pem')}; proxy_ssl_verify on;
             proxy_ssl_verify_depth 3; proxy_ssl_protocols TLSv1.3; proxy_ssl_name localhost; } }
         server { listen 127.0.0.1:${tls} ssl; ssl_protocols TLSv1.3;
           ssl_certificate ${file('billing.pem')}; ssl_certificate_key ${file('billing.key')};
           ssl_client_certificate ${file('bundle.pem')}; ssl_verify_client on; ssl_verify_depth 3;
           location / { return 200 $ssl_client_verify; } } }`,
    );
    nginx = spawn('nginx', ['-c', file('nginx.conf'), '-p', folder], { stdio: 'inherit' });
    const listening = () =>
      fetch(`http://127.0.0.1:${front}/`).then(
        () => true,
        () => false,
      );
    while (!(await listening())) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  afterAll(() => {
    nginx.kill('SIGTERM');
  });

  it('as a proxy with the identity of web is served', async () => {
    const answer = await fetch(`http://127.0.0.1:${front}/`);
    expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
  });

  it('as a server is called by our client', async () => {
    const client = createMtlsClient({
      source: new MemoryIdentitySource(await trust.identity('web')),
      log: new CapturedLog().log,
      origin: `https://127.0.0.1:${tls}`,
      expectedId: spiffeId('billing'),
    });
    expect(await client.call({ method: 'GET', path: '/' })).toMatchObject({
      status: 200,
      body: 'SUCCESS',
    });
    await client.close();
  });
});
