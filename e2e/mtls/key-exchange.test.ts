import process from 'node:process';
import { createSecureContext } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeConnection } from '@/lib/auth/mtls/client/describe-connection';
import type { Identity } from '@/lib/auth/mtls/identity/identity';
import { parseEnv } from '@/lib/env';
import { MemoryIdentitySource } from './support/memory-identity-source';
import { rawCall } from './support/raw-client';
import { TestServer } from './support/test-server';
import { spiffeId, TestTrust } from './support/test-trust';

const POST_QUANTUM = 'X25519MLKEM768';

/** Node 24 has it, and Node 22 since it has OpenSSL 3.5; Node 22 does not name it. */
const hasPostQuantum = (() => {
  try {
    createSecureContext({ ecdhCurve: POST_QUANTUM });
    return true;
  } catch {
    return false;
  }
})();
if (!hasPostQuantum) console.warn(`${process.version} has no ${POST_QUANTUM}: not run here`);

let trust: TestTrust;
let billing: Identity;
let web: Identity;
let server: TestServer;

beforeAll(async () => {
  trust = await TestTrust.create();
  billing = await trust.identity('billing');
  web = await trust.identity('web');
});
afterEach(() => server.stop());

const describeTo = (identity: Identity) =>
  describeConnection(
    new MemoryIdentitySource(identity),
    `https://localhost:${server.port}`,
    spiffeId('billing'),
  );

/** A client that has a genuine certificate and offers one key exchange. */
async function callWith(group: string) {
  const credential = await trust.credential('web');
  const ca = trust.root.certPem;
  return rawCall({ port: server.port, ca, credential, tls: { ecdhCurve: group } });
}

it('says which key exchange a connection settled on', async () => {
  server = await TestServer.start(billing);
  const { group } = await describeTo(web);
  const named = process.version.startsWith('v22.') ? 'unnamed' : POST_QUANTUM;
  expect(group).toBe(hasPostQuantum ? named : 'X25519');
});

/** P-384 on every Node; the post-quantum one where there is one. */
describe.each(hasPostQuantum ? ['P-384', POST_QUANTUM] : ['P-384'])('insisting on %s', (group) => {
  it('is what both ends settle on', async () => {
    server = await TestServer.start({ ...billing, tlsGroup: group });
    expect((await describeTo({ ...web, tlsGroup: group })).group).toBe(group);
  });

  it('refuses a client that offers another one, and the log says why', async () => {
    server = await TestServer.start({ ...billing, tlsGroup: group });
    const seen = await callWith('X25519');
    expect(seen).toMatchObject({ handshake: false, response: '' });
    expect(await server.captured.line('handshake refused')).toMatchObject({
      reason: expect.stringMatching(/NO_SUITABLE/),
      hint: expect.stringMatching(/MIN_TLS_GROUP/),
    });
  });

  it('control: without it that client gets in', async () => {
    server = await TestServer.start(billing);
    expect((await callWith('X25519')).response).toContain('200 OK');
  });
});

describe('MIN_TLS_GROUP', () => {
  const read = (extra: Record<string, string>) =>
    parseEnv({ MIN_TLS_GROUP: POST_QUANTUM, ...extra }).MIN_TLS_GROUP;
  beforeAll(async () => {
    server = await TestServer.start(billing);
  });

  it.runIf(hasPostQuantum)('is taken where this Node has the key exchange', () => {
    expect(read({})).toBe(POST_QUANTUM);
  });

  it.skipIf(hasPostQuantum)('stops the start where this Node has not, and says what would', () => {
    expect(() => read({})).toThrow(
      /MIN_TLS_GROUP=X25519MLKEM768 needs OpenSSL 3.5, which Node 24 has: this is Node/,
    );
  });

  it('is refused with a mesh, whose sidecar makes the handshake', () => {
    const mesh = { WORKLOAD_IDENTITY: 'mesh', BILLING_URL: 'http://localhost:8443' };
    expect(() => read(mesh)).toThrow(/mesh and MIN_TLS_GROUP exclude each other/);
  });

  it('is refused with a weaker name', () => {
    expect(() => read({ MIN_TLS_GROUP: 'X25519' })).toThrow(/MIN_TLS_GROUP/);
  });
});
