import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readCrl } from '@/lib/auth/mtls/certificate/read-crl';
import { splitPem } from '@/lib/auth/mtls/certificate/split-pem';
import { checkNotExpired } from '@/lib/auth/mtls/server/authenticate-peer';
import { serverTlsOptions } from '@/lib/auth/mtls/tls-options';
import { KeptConnection, rawCall, rawConnect } from './support/raw-client';
import { TestServer } from './support/test-server';
import { type Credential, TestTrust } from './support/test-trust';

/** What was right at the handshake and is not any more. */

let trust: TestTrust;
let web: Credential;
let server: TestServer | undefined;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  trust = await TestTrust.create();
  web = await trust.credential('web');
});

afterEach(async () => {
  vi.useRealTimers();
  await server?.stop();
  server = undefined;
});

const client = (running: TestServer) => ({
  port: running.port,
  ca: trust.root.certPem,
  credential: web,
});

async function revoke(running: TestServer, serial: string): Promise<void> {
  trust.revoked.add(serial);
  const { chainPem, keyPem } = running.source.current();
  const credential = { cert: chainPem, key: keyPem, serial: '' };
  running.source.set(await trust.identityOf(credential));
}

describe('A45 a revoked certificate', () => {
  it('is closed in the handshake: CERT_REVOKED', async () => {
    trust.revoked.add(web.serial);
    server = await TestServer.start(await trust.identity('billing'));
    const seen = await rawCall(client(server));
    expect(seen).toMatchObject({ handshake: true, response: '' });
    expect(server.handled).toEqual([]);
    expect(await server.captured.line('handshake refused')).toMatchObject({
      reason: 'CERT_REVOKED',
      verdict: 'revoked',
      serial: web.serial,
    });
  });

  it('gets in where no CRL is set', async () => {
    trust.revoked.add(web.serial);
    server = await TestServer.start(await trust.identity('billing', { crl: null }));
    expect((await rawCall(client(server))).response).toContain('hello');
  });

  it('a revoked intermediate takes its leaves with it', async () => {
    server = await TestServer.start(await trust.identity('billing'));
    const credential = {
      cert: server.source.current().chainPem,
      key: server.source.current().keyPem,
    };
    trust.revoked.add(trust.intermediate.serial);
    await expect(trust.identityOf({ ...credential, serial: '' })).rejects.toThrow('revoked');
  });

  it('a CRL that has run out refuses everyone: nothing fails open', async () => {
    const identity = await trust.identity('billing');
    const stale = splitPem(await trust.crls(7_200_000, 3_600_000));
    const crls = await Promise.all(stale.map(({ der }) => readCrl(der)));
    server = await TestServer.start({ ...identity, crls });
    expect((await rawCall(client(server))).response).toBe('');
    expect(server.handled).toEqual([]);
    expect(await server.captured.line('handshake refused')).toMatchObject({
      reason: 'CRL_HAS_EXPIRED',
      verdict: 'crl-expired',
    });
  });

  it('a CRL that runs out ends open connections, too', async () => {
    server = await TestServer.start(await trust.identity('billing'));
    const kept = await KeptConnection.open(client(server));
    expect(await kept.request()).toContain('hello');
    vi.setSystemTime(Date.now() + 3_590_000);
    expect(await kept.request()).toContain('/problems/peer-not-trusted');
    expect(server.handled).toHaveLength(1);
  });
});

describe('A46 revoked with the connection open', () => {
  it('gets 401 peer-revoked on its next request and is closed', async () => {
    server = await TestServer.start(await trust.identity('billing'));
    const kept = await KeptConnection.open(client(server));
    expect(await kept.request()).toContain('hello');
    await revoke(server, web.serial);
    const answer = await kept.request();
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain('/problems/peer-revoked');
    expect(answer).toMatch(/connection: close/i);
    expect(server.handled).toHaveLength(1);
    expect(await server.captured.line('request refused')).toMatchObject({ serial: web.serial });
  });

  it('goes on being served without the check at each request', async () => {
    server = await TestServer.start(await trust.identity('billing'), {
      peerChecks: [checkNotExpired],
    });
    const kept = await KeptConnection.open(client(server));
    expect(await kept.request()).toContain('hello');
    await revoke(server, web.serial);
    expect(await kept.request()).toContain('hello');
  });
});

/** Connects and takes a ticket, if the server gives one. */
async function takeTicket(running: TestServer): Promise<Buffer | undefined> {
  const socket = rawConnect(client(running));
  let ticket: Buffer | undefined;
  socket.on('session', (session) => {
    ticket = session;
  });
  socket.on('error', () => {});
  socket.once('secureConnect', () => {
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  });
  socket.resume();
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return ticket;
}

describe('A46 revoked, then resumed with an old ticket', () => {
  const withTickets: NonNullable<Parameters<typeof TestServer.start>[1]> = {
    tlsOptions: (identity) => ({
      ...serverTlsOptions(identity),
      secureOptions: 0,
      ticketKeys: Buffer.alloc(48, 7),
    }),
  };

  it('is asked for its certificate again and refused: nothing resumes', async () => {
    server = await TestServer.start(await trust.identity('billing'));
    const session = await takeTicket(server);
    const again = await KeptConnection.open({ ...client(server), tls: { session } });
    expect(await again.request()).toContain('hello');
    expect(again.socket.isSessionReused()).toBe(false);
    await revoke(server, web.serial);
    const seen = await rawCall({ ...client(server), tls: { session } });
    expect(seen.response).toBe('');
    expect(await server.captured.line('handshake refused')).toMatchObject({
      reason: 'CERT_REVOKED',
    });
  });

  it('is let in where tickets are given, their keys survive the swap, and nobody asks again', async () => {
    server = await TestServer.start(await trust.identity('billing'), {
      ...withTickets,
      peerChecks: [],
    });
    const session = await takeTicket(server);
    await revoke(server, web.serial);
    const seen = await rawCall({ ...client(server), tls: { session } });
    expect(seen.response).toContain('hello');
  });

  it('is refused even there by the check at each request', async () => {
    server = await TestServer.start(await trust.identity('billing'), withTickets);
    const session = await takeTicket(server);
    await revoke(server, web.serial);
    const seen = await rawCall({ ...client(server), tls: { session } });
    expect(seen.response).toMatch(/^HTTP\/1\.1 401 /);
    expect(server.handled).toHaveLength(1);
  });
});

describe('A42 a certificate that expires while connected', () => {
  beforeEach(async () => {
    web = await trust.credential('web', { notAfter: 600_000 });
  });

  it('gets 401 peer-expired on the next request', async () => {
    server = await TestServer.start(await trust.identity('billing'));
    const kept = await KeptConnection.open(client(server));
    expect(await kept.request()).toContain('hello');
    vi.setSystemTime(Date.now() + 600_000);
    const answer = await kept.request();
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain('/problems/peer-expired');
    expect(server.handled).toHaveLength(1);
  });

  it('goes on being served without the checks', async () => {
    server = await TestServer.start(await trust.identity('billing'), { peerChecks: [] });
    const kept = await KeptConnection.open(client(server));
    vi.setSystemTime(Date.now() + 600_000);
    expect(await kept.request()).toContain('hello');
  });
});
