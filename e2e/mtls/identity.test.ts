import 'reflect-metadata';
import { KeyUsageFlags } from '@peculiar/x509';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseSpiffeId } from '@/lib/auth/mtls/certificate/spiffe-id';
import type { Identity } from '@/lib/auth/mtls/identity/identity';
import { readPeerChain } from '@/lib/auth/mtls/peer';
import { rawCall } from './support/raw-client';
import { TestServer } from './support/test-server';
import { spiffeId, TestTrust } from './support/test-trust';

/** Certificates that the TLS library accepts, and that are no identity all the same. */

let trust: TestTrust;
let billing: Identity;
let server: TestServer;

beforeAll(async () => {
  trust = await TestTrust.create();
  billing = await trust.identity('billing');
});

afterEach(() => server.stop());

type LeafOptions = NonNullable<Parameters<TestTrust['credential']>[1]>;
const uri = (value: string) => ({ type: 'url' as const, value });

/** No SVID rules: the first URI name is believed, as a naive server would. */
const believeAnyName: NonNullable<Parameters<typeof TestServer.start>[1]>['readPeer'] = (
  socket,
  _identity,
) => {
  const chain = readPeerChain(socket);
  const [certificate] = chain;
  const text = certificate?.uriNames[0] ?? '';
  const id = parseSpiffeId(text) ?? { id: text, trustDomain: '', path: '' };
  if (!certificate) throw new Error('no certificate');
  return { id, certificate, chain };
};

const BROKEN: [rule: string, options: LeafOptions, claimed: string][] = [
  ['svid-is-ca', { isCa: true, keyUsage: KeyUsageFlags.digitalSignature }, spiffeId('web')],
  [
    'svid-may-sign-certificates',
    { keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign },
    spiffeId('web'),
  ],
  [
    'svid-may-sign-crls',
    { keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.cRLSign },
    spiffeId('web'),
  ],
  ['svid-uri-count', { names: [uri(spiffeId('web')), uri(spiffeId('stranger'))] }, spiffeId('web')],
  ['svid-uri-count', { names: [{ type: 'dns', value: 'web.test.example' }] }, ''],
  [
    'svid-not-a-spiffe-id',
    { names: [uri('spiffe://test.example/a/../web')] },
    'spiffe://test.example/a/../web',
  ],
  ['svid-without-path', { names: [uri('spiffe://test.example')] }, 'spiffe://test.example'],
  [
    'trust-domain-mismatch',
    { names: [uri('spiffe://other.example/web')] },
    'spiffe://other.example/web',
  ],
  ['svid-weak-key', { rsaBits: 1024 }, spiffeId('web')],
];

describe.each(BROKEN)('%s', (rule, options, claimed) => {
  it('is closed before a byte of the request is read, and logged', async () => {
    server = await TestServer.start(billing);
    const credential = await trust.credential('web', options);
    const seen = await rawCall({ port: server.port, ca: trust.root.certPem, credential });
    expect(seen).toMatchObject({ handshake: true, response: '' });
    expect(server.handled).toEqual([]);
    expect(await server.captured.line('peer refused')).toMatchObject({
      reason: rule,
      serial: credential.serial,
    });
  });

  it('gets in without the rule', async () => {
    server = await TestServer.start(billing, { readPeer: believeAnyName, allowed: [claimed] });
    const credential = await trust.credential('web', options);
    const seen = await rawCall({ port: server.port, ca: trust.root.certPem, credential });
    expect(seen.response).toContain('hello');
  });
});

describe('A43 the certificate of another workload', () => {
  it('shakes hands and gets 403 peer-not-authorized', async () => {
    server = await TestServer.start(billing);
    const credential = await trust.credential('stranger');
    const seen = await rawCall({ port: server.port, ca: trust.root.certPem, credential });
    expect(seen.response).toMatch(/^HTTP\/1\.1 403 /);
    expect(seen.response).toContain('/problems/peer-not-authorized');
    expect(seen.response).not.toContain('hello');
  });

  it.each(['web/', 'web2', 'WEB', 'web/admin'])(
    'a name near the right one does not do: %s',
    async (name) => {
      server = await TestServer.start(billing);
      const credential = await trust.credential('web', { names: [uri(spiffeId(name))] });
      const seen = await rawCall({ port: server.port, ca: trust.root.certPem, credential });
      expect(seen.response).not.toContain('hello');
    },
  );

  it('gets in where the list names it', async () => {
    server = await TestServer.start(billing, { allowed: [spiffeId('stranger')] });
    const credential = await trust.credential('stranger');
    const seen = await rawCall({ port: server.port, ca: trust.root.certPem, credential });
    expect(seen.response).toContain('hello');
  });
});
