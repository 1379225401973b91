import { connect as connectTcp } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '@/lib/auth/mtls/identity/identity';
import { serverTlsOptions } from '@/lib/auth/mtls/tls-options';
import { forge } from './support/certificate-forge';
import { rawCall } from './support/raw-client';
import { TestServer } from './support/test-server';
import { spiffeId, TestTrust } from './support/test-trust';

/**
 * Attacks that end in the handshake. Node's server finishes the handshake before it judges the
 * certificate, so a client with a bad one sees a completed handshake and then a plain close, without
 * an alert; only a missing certificate and an old protocol get one. The true reason is in the log.
 */

let trust: TestTrust;
let billing: Identity;
let server: TestServer;

beforeAll(async () => {
  trust = await TestTrust.create();
  billing = await trust.identity('billing');
});

afterEach(() => server.stop());

const ca = () => trust.root.certPem;

/** Closed without an answer, never handled, and logged with the reason. */
async function expectRefusal(
  credential: Awaited<ReturnType<TestTrust['credential']>> | undefined,
  expected: { reason: string; verdict?: string },
) {
  const seen = await rawCall({ port: server.port, ca: ca(), credential });
  expect(seen.response).toBe('');
  expect(server.handled).toEqual([]);
  expect(await server.captured.line('handshake refused')).toMatchObject(expected);
  return seen;
}

describe('A39 no client certificate', () => {
  it('is refused with the alert certificate_required', async () => {
    server = await TestServer.start(billing);
    const seen = await expectRefusal(undefined, {
      reason: 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE',
    });
    expect(seen.error).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
  });

  it('gets in where the server does not ask for one', async () => {
    server = await TestServer.start(billing, {
      tlsOptions: (identity) => ({ ...serverTlsOptions(identity), requestCert: false }),
      readPeer: (_socket, identity) => ({
        id: identity.id,
        certificate: identity.chain[0],
        chain: [],
      }),
      peerChecks: [],
      allowed: [spiffeId('billing')],
    });
    const seen = await rawCall({ port: server.port, ca: ca() });
    expect(seen.response).toContain('hello');
  });
});

describe('A40 self-signed certificate with the right name', () => {
  const names = [{ type: 'url' as const, value: spiffeId('web') }];
  const selfSigned = async () => {
    const { certPem: cert, keyPem: key, serial } = await forge({ names, subject: 'CN=web' });
    return { cert, key, serial };
  };

  it('is refused as self-signed where no CRL hides it', async () => {
    server = await TestServer.start(await trust.identity('billing', { crl: null }));
    await expectRefusal(await selfSigned(), {
      reason: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      verdict: 'untrusted-issuer',
    });
  });

  it('is closed without an alert; the log has the reason, the claimed name and the serial', async () => {
    server = await TestServer.start(billing);
    const credential = await selfSigned();
    const seen = await expectRefusal(credential, {
      reason: 'UNABLE_TO_GET_CRL',
      verdict: 'untrusted-issuer',
    });
    expect(seen).toMatchObject({ handshake: true, error: null });
    expect(await server.captured.line('handshake refused')).toMatchObject({
      spiffe_id: spiffeId('web'),
      serial: credential.serial,
    });
  });

  it('gets in where the trust store takes it for a CA', async () => {
    const credential = await selfSigned();
    server = await TestServer.start(billing, {
      tlsOptions: ({ ...identity }) => ({
        ...serverTlsOptions(identity),
        ca: [...identity.bundlePem, credential.cert],
        crl: undefined,
      }),
      peerChecks: [],
    });
    const seen = await rawCall({ port: server.port, ca: ca(), credential });
    expect(seen.response).toContain('hello');
  });
});

describe('A41 another CA with the same subject name', () => {
  it('is refused: the key counts, not the name', async () => {
    server = await TestServer.start(billing);
    const impostor = await TestTrust.create('CN=Test root');
    await expectRefusal(await impostor.credential('web'), {
      reason: 'UNABLE_TO_GET_CRL',
      verdict: 'untrusted-issuer',
    });
  });

  it('gets in where its root is in the bundle', async () => {
    const impostor = await TestTrust.create('CN=Test root');
    server = await TestServer.start(
      await trust.identity('billing', { bundle: impostor.root.certPem, crl: null }),
    );
    const credential = await impostor.credential('web');
    const seen = await rawCall({ port: server.port, ca: ca(), credential });
    expect(seen.response).toContain('hello');
  });
});

describe('A42 expired, or not yet valid', () => {
  it.each([
    ['CERT_HAS_EXPIRED', 'expired', { notBefore: -7_200_000, notAfter: -1_000 }],
    ['CERT_NOT_YET_VALID', 'not-yet-valid', { notBefore: 600_000, notAfter: 7_200_000 }],
  ])('is refused: %s', async (reason, verdict, validity) => {
    server = await TestServer.start(billing);
    await expectRefusal(await trust.credential('web', validity), { reason, verdict });
  });
});

describe('A44 a server certificate used as a client', () => {
  it('is refused', async () => {
    server = await TestServer.start(billing);
    await expectRefusal(await trust.credential('web', { purposes: ['server'] }), {
      reason: 'INVALID_PURPOSE',
      verdict: 'svid-wrong-purpose',
    });
  });

  it('gets in with the purpose of a client beside it', async () => {
    server = await TestServer.start(billing);
    const credential = await trust.credential('web', { purposes: ['server', 'client'] });
    const seen = await rawCall({ port: server.port, ca: ca(), credential });
    expect(seen.response).toContain('hello');
  });
});

describe('A48 downgrade and plaintext', () => {
  it.each([['TLSv1.2'], ['TLSv1.1'], ['TLSv1']] as const)('refuses %s', async (version) => {
    server = await TestServer.start(billing);
    const credential = await trust.credential('web');
    const tls = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
    const seen = await rawCall({ port: server.port, ca: ca(), credential, tls });
    expect(seen).toMatchObject({ handshake: false, response: '' });
    expect(seen.error).toMatch(/ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/);
    expect(await server.captured.line('handshake refused')).toMatchObject({
      reason: 'ERR_SSL_UNSUPPORTED_PROTOCOL',
    });
  });

  it('lets TLS 1.2 in where the options of a swap leave the version out', async () => {
    server = await TestServer.start(billing, {
      tlsOptions: (identity) => ({
        ...serverTlsOptions(identity),
        minVersion: undefined,
        maxVersion: undefined,
      }),
    });
    const tls = { maxVersion: 'TLSv1.2' as const };
    const credential = await trust.credential('web');
    const seen = await rawCall({ port: server.port, ca: ca(), credential, tls });
    expect(seen.response).toContain('hello');
  });

  it('cuts plain HTTP off without a word', async () => {
    server = await TestServer.start(billing);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connectTcp(server.port, 'localhost', () => {
        socket.write('GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n');
      });
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
    expect(answer).not.toContain('HTTP/1.1');
    expect(server.handled).toEqual([]);
    expect(await server.captured.line('handshake refused')).toMatchObject({
      reason: 'ERR_SSL_HTTP_REQUEST',
    });
  });
});
