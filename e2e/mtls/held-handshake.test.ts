import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkNotExpired } from '@/lib/auth/mtls/server/authenticate-peer';
import { rawCall } from './support/raw-client';
import { TestServer } from './support/test-server';
import { type Credential, TestTrust } from './support/test-trust';

/**
 * A client begins a handshake, waits until billing has a new CRL or bundle, and only then finishes.
 * The TLS library judges it by what was in force at the beginning.
 */

let trust: TestTrust;
let web: Credential;
let server: TestServer;
const closers: (() => void)[] = [];

beforeEach(async () => {
  trust = await TestTrust.create();
  web = await trust.credential('web');
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await server.stop();
});

/** A relay that passes the ClientHello on and holds what the client sends after it. */
async function openRelay(port: number) {
  const sockets: Socket[] = [];
  let letGo = () => {};
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let reportHeld = () => {};
  const held = new Promise<void>((resolve) => {
    reportHeld = resolve;
  });
  const relay = createServer((near) => {
    const far = connect(port);
    sockets.push(near, far);
    let chunks = 0;
    near.on('data', (chunk: Buffer) => {
      chunks += 1;
      if (chunks === 1) return void far.write(chunk);
      reportHeld();
      void released.then(() => far.write(chunk));
    });
    far.pipe(near);
    for (const socket of [near, far]) socket.on('error', () => {});
  }).listen(0);
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    relay.close();
  });
  await once(relay, 'listening');
  return { port: (relay.address() as AddressInfo).port, held, letGo: () => letGo() };
}

async function finishAfter(change: () => Promise<void>) {
  const relay = await openRelay(server.port);
  const seen = rawCall({ port: relay.port, ca: trust.root.certPem, credential: web });
  await relay.held;
  await change();
  relay.letGo();
  return seen;
}

async function revokeWeb(): Promise<void> {
  trust.revoked.add(web.serial);
  const { chainPem, keyPem } = server.source.current();
  server.source.set(await trust.identityOf({ cert: chainPem, key: keyPem, serial: '' }));
}

it('refuses a client that was revoked during its handshake', async () => {
  server = await TestServer.start(await trust.identity('billing'));
  const { response } = await finishAfter(revokeWeb);
  expect(response).toMatch(/^HTTP\/1\.1 401 /);
  expect(response).toContain('/problems/peer-revoked');
  expect(server.handled).toEqual([]);
});

it('serves it without the check at each request', async () => {
  server = await TestServer.start(await trust.identity('billing'), {
    peerChecks: [checkNotExpired],
  });
  expect((await finishAfter(revokeWeb)).response).toContain('hello');
});

it('refuses a client whose CA was removed from the bundle during its handshake', async () => {
  server = await TestServer.start(await trust.identity('billing'));
  const other = await TestTrust.create('CN=Another root');
  const { response } = await finishAfter(async () => {
    server.source.set(await other.identity('billing'));
  });
  expect(response).toContain('/problems/peer-not-trusted');
  expect(server.handled).toEqual([]);
});
