import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMtlsClient, type PeerClient } from '@/lib/auth/mtls/client/create-mtls-client';
import { watchExpiry } from '@/lib/auth/mtls/identity/watch-expiry';
import { serverTlsOptions } from '@/lib/auth/mtls/tls-options';
import { CapturedLog } from './support/captured-log';
import { MemoryIdentitySource } from './support/memory-identity-source';
import { KeptConnection, rawCall } from './support/raw-client';
import { TestServer } from './support/test-server';
import { spiffeId, TestTrust } from './support/test-trust';

let trust: TestTrust;
let server: TestServer;
let web: MemoryIdentitySource;
let client: PeerClient;
let captured: CapturedLog;

beforeEach(async () => {
  trust = await TestTrust.create();
  server = await TestServer.start(await trust.identity('billing'));
  web = new MemoryIdentitySource(await trust.identity('web'));
  captured = new CapturedLog();
  client = createMtlsClient({
    source: web,
    log: captured.log,
    origin: server.origin,
    expectedId: spiffeId('billing'),
    attempts: 1,
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await client.close();
  await server.stop();
});

const get = () => client.call({ method: 'GET', path: '/' });

/** Calls without a pause from eight workers until `work` is done. */
async function callDuring(work: () => Promise<void>): Promise<{ ok: number; failed: number }> {
  const counts = { ok: 0, failed: 0 };
  let going = true;
  const worker = async () => {
    while (going) {
      await get().then(
        () => {
          counts.ok += 1;
        },
        () => {
          counts.failed += 1;
        },
      );
    }
  };
  const workers = Array.from({ length: 8 }, worker);
  await work();
  going = false;
  await Promise.all(workers);
  return counts;
}

describe('rotation under load', () => {
  it('of both leaves fails no call', async () => {
    const counts = await callDuring(async () => {
      for (let round = 0; round < 10; round += 1) {
        server.source.set(await trust.identity('billing'));
        web.set(await trust.identity('web'));
        await get();
      }
    });
    expect(counts.failed).toBe(0);
    expect(counts.ok).toBeGreaterThan(10);
  });

  it('of the CA fails no call when both CAs are in the bundle meanwhile', async () => {
    const next = await TestTrust.create('CN=Next root');
    const both = trust.root.certPem + next.root.certPem;
    const crl = (await trust.crls()) + (await next.crls());
    const extra = { bundle: both, crl };
    const counts = await callDuring(async () => {
      server.source.set(await trust.identity('billing', extra));
      await get();
      web.set(await trust.identity('web', extra));
      await get();
      server.source.set(await next.identity('billing', extra));
      await get();
      web.set(await next.identity('web', extra));
      await get();
      server.source.set(await next.identity('billing'));
      web.set(await next.identity('web'));
      await get();
    });
    expect(counts.failed).toBe(0);
  });
});

describe('a connection made with an older identity', () => {
  it('is asked to close with its next answer', async () => {
    const credential = await trust.credential('web');
    const kept = await KeptConnection.open({
      port: server.port,
      ca: trust.root.certPem,
      credential,
    });
    expect(await kept.request()).not.toMatch(/connection: close/i);
    server.source.set(await trust.identity('billing'));
    const answer = await kept.request();
    expect(answer).toMatch(/connection: close/i);
    expect(answer).toContain('hello');
  });

  it('whose CA has left the bundle is refused', async () => {
    const next = await TestTrust.create('CN=Next root');
    const credential = await trust.credential('web');
    const kept = await KeptConnection.open({
      port: server.port,
      ca: trust.root.certPem,
      credential,
    });
    expect(await kept.request()).toContain('hello');
    server.source.set(await next.identity('billing'));
    expect(await kept.request()).toContain('/problems/peer-not-trusted');
  });
});

describe('options after a swap', () => {
  it('are the whole set: TLS 1.2 and strangers stay out', async () => {
    server.source.set(await trust.identity('billing'));
    const credential = await trust.credential('web');
    const tls = { maxVersion: 'TLSv1.2' as const };
    const old = await rawCall({ port: server.port, ca: trust.root.certPem, credential, tls });
    expect(old.handshake).toBe(false);
    const nobody = await rawCall({ port: server.port, ca: trust.root.certPem });
    expect(nobody.error).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
  });

  it('let TLS 1.2 in when one is forgotten', async () => {
    server.server.setSecureContext({
      ...serverTlsOptions(await trust.identity('billing')),
      minVersion: undefined,
      maxVersion: undefined,
    });
    const credential = await trust.credential('web');
    const tls = { maxVersion: 'TLSv1.2' as const };
    const old = await rawCall({ port: server.port, ca: trust.root.certPem, credential, tls });
    expect(old.response).toContain('hello');
  });
});

describe('with nobody renewing', () => {
  it('the alarm comes first, then the client refuses to call, and says why', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    const stop = watchExpiry(web, captured.log);
    await vi.advanceTimersByTimeAsync(45 * 60_000);
    expect(captured.lines.map(({ msg }) => msg)).toContain('renewal is late');
    expect(captured.lines.map(({ msg }) => msg)).not.toContain(
      'expired: calls fail until it is renewed',
    );
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    expect(captured.lines.map(({ msg }) => msg)).toContain(
      'expired: calls fail until it is renewed',
    );
    await expect(get()).rejects.toMatchObject({ slug: 'dependency-unavailable' });
    expect(await captured.line('call failed')).toMatchObject({ err: { code: 'expired' } });
    stop();
  });
});
