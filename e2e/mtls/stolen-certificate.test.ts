import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '@/lib/auth/mtls/identity/identity';
import { rawCall } from './support/raw-client';
import { TestServer } from './support/test-server';
import { type Credential, TestTrust } from './support/test-trust';

/** A47: what passes over the wire is public. It lets nobody in a second time. */

let trust: TestTrust;
let billing: Identity;
let web: Credential;
let server: TestServer;
let wiretap: Server | undefined;

beforeAll(async () => {
  trust = await TestTrust.create();
  billing = await trust.identity('billing');
  web = await trust.credential('web');
});

afterEach(async () => {
  wiretap?.close();
  wiretap = undefined;
  await server.stop();
});

/** A relay between client and server that keeps what the client sent. */
async function startWiretap(port: number) {
  const recorded: Buffer[] = [];
  wiretap = createServer((near: Socket) => {
    const far = connect(port, 'localhost');
    near.on('data', (chunk: Buffer) => recorded.push(Buffer.from(chunk)));
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  wiretap.listen(0);
  await once(wiretap, 'listening');
  return { recorded, port: (wiretap.address() as AddressInfo).port };
}

/** Sends recorded bytes again, as fast as they come, and returns what was answered. */
async function replay(port: number, recorded: readonly Buffer[]): Promise<Buffer> {
  const socket = connect(port, 'localhost');
  const answers: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => answers.push(chunk));
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const chunk of recorded) socket.write(chunk);
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return Buffer.concat(answers);
}

describe('A47 a certificate without its private key', () => {
  it('cannot even be loaded with another key', async () => {
    server = await TestServer.start(billing);
    const other = await trust.credential('stranger');
    await expect(
      rawCall({
        port: server.port,
        ca: trust.root.certPem,
        credential: { ...web, key: other.key },
      }),
    ).rejects.toMatchObject({ code: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' });
    expect(server.handled).toEqual([]);
  });

  it('is refused when a recorded session is replayed byte for byte: bad record MAC', async () => {
    server = await TestServer.start(billing);
    const tap = await startWiretap(server.port);
    const seen = await rawCall({ port: tap.port, ca: trust.root.certPem, credential: web });
    expect(seen.response).toContain('hello');
    expect(server.handled).toHaveLength(1);

    const answer = await replay(server.port, tap.recorded);
    expect(answer.toString('latin1')).not.toContain('hello');
    expect(server.handled).toHaveLength(1);
    expect(await server.captured.line('handshake refused')).toMatchObject({
      reason: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    });
  });

  it('gets in with the key: the certificate was good, only the proof was missing', async () => {
    server = await TestServer.start(billing);
    const seen = await rawCall({ port: server.port, ca: trust.root.certPem, credential: web });
    expect(seen.response).toContain('hello');
  });

  it('a request replayed to a server that does not speak TLS is served again', async () => {
    server = await TestServer.start(billing);
    let served = 0;
    const plain = createServer((socket) => {
      socket.on('data', () => {
        served += 1;
        socket.end('hello');
      });
    });
    plain.listen(0);
    await once(plain, 'listening');
    const { port } = plain.address() as AddressInfo;
    const recorded = [Buffer.from('POST /pay HTTP/1.1\r\nX-Client: web\r\n\r\n')];
    expect((await replay(port, recorded)).toString()).toBe('hello');
    expect((await replay(port, recorded)).toString()).toBe('hello');
    expect(served).toBe(2);
    plain.close();
  });
});
