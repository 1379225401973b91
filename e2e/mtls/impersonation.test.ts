import { once } from 'node:events';
import { createServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMtlsClient, type PeerClient } from '@/lib/auth/mtls/client/create-mtls-client';
import type { Identity } from '@/lib/auth/mtls/identity/identity';
import { ProblemError } from '@/lib/http/problem';
import { CapturedLog } from './support/captured-log';
import { MemoryIdentitySource } from './support/memory-identity-source';
import { type Credential, spiffeId, TestTrust } from './support/test-trust';

/** A49: a server that is not billing. What it is told before our client hangs up is counted. */

let trust: TestTrust;
let web: Identity;
let stop: () => Promise<void>;
let client: PeerClient;

beforeAll(async () => {
  trust = await TestTrust.create();
  web = await trust.identity('web');
});

afterEach(async () => {
  await client.close();
  await stop();
});

/** A TLS server of the attacker's that takes every client and notes what it hears. */
async function startFake({ cert, key }: Credential) {
  const heard: string[] = [];
  const server = createServer({ cert, key }, (socket) => {
    socket.on('data', (chunk) => {
      heard.push(chunk.toString());
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nstolen');
    });
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  server.listen(0);
  await once(server, 'listening');
  const address = server.address();
  stop = async () => {
    server.close();
    await once(server, 'close');
  };
  return { heard, port: address && typeof address === 'object' ? address.port : 0 };
}

function startClient(port: number, options: Partial<Parameters<typeof createMtlsClient>[0]> = {}) {
  const captured = new CapturedLog();
  client = createMtlsClient({
    source: new MemoryIdentitySource(web),
    log: captured.log,
    origin: `https://localhost:${port}`,
    expectedId: spiffeId('billing'),
    attempts: 1,
    ...options,
  });
  return captured;
}

async function expectRefusal(captured: CapturedLog, code: string) {
  const error = await client.call({ method: 'GET', path: '/secret' }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({ slug: 'dependency-unavailable', status: 503 });
  expect(JSON.stringify(error.options)).not.toContain('secret');
  expect(await captured.line('call failed')).toMatchObject({ err: { code } });
}

describe('A49 an impostor of billing', () => {
  it('with a certificate of another CA is not told a byte', async () => {
    const impostor = await TestTrust.create('CN=Test root');
    const { heard, port } = await startFake(await impostor.credential('billing'));
    await expectRefusal(startClient(port), 'UNABLE_TO_GET_CRL');
    expect(heard).toEqual([]);
  });

  it.each([
    ['another workload of the trust domain', 'stranger', 'wrong-peer'],
    ['ourselves', 'web', 'wrong-peer'],
  ])('that is %s is not told a byte', async (_who, name, code) => {
    const { heard, port } = await startFake(await trust.credential(name));
    await expectRefusal(startClient(port), code);
    expect(heard).toEqual([]);
  });

  it('with a client-only certificate, or a CA certificate, is not told a byte', async () => {
    const { heard, port } = await startFake(
      await trust.credential('billing', { purposes: ['client'] }),
    );
    await expectRefusal(startClient(port), 'INVALID_PURPOSE');
    expect(heard).toEqual([]);
  });

  it('with a revoked certificate is not told a byte', async () => {
    const revoked = await trust.credential('billing');
    trust.revoked.add(revoked.serial);
    web = await trust.identity('web');
    const { heard, port } = await startFake(revoked);
    await expectRefusal(startClient(port), 'CERT_REVOKED');
    expect(heard).toEqual([]);
  });

  it('is told everything where the client does not ask who it is', async () => {
    const { heard, port } = await startFake(await trust.credential('stranger'));
    startClient(port, { checkServer: () => undefined });
    const answer = await client.call({ method: 'GET', path: '/secret' });
    expect(answer.body).toBe('stolen');
    expect(heard.join()).toContain('GET /secret');
  });

  it('is refused even with NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment', async () => {
    const { heard, port } = await startFake(await trust.credential('stranger'));
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      await expectRefusal(startClient(port), 'wrong-peer');
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
    expect(heard).toEqual([]);
  });

  it('is asked who it is on each connection: nothing is resumed', async () => {
    const { port } = await startFake(await trust.credential('billing'));
    let asked = 0;
    startClient(port, {
      checkServer: () => {
        asked += 1;
        return undefined;
      },
    });
    for (let call = 0; call < 4; call += 1) await client.call({ method: 'GET', path: '/' });
    expect(asked).toBe(4);
  });
});
