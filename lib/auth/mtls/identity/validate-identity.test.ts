import 'reflect-metadata';
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Extension, X509Certificate, X509CrlGenerator } from '@peculiar/x509';
import asn1 from 'asn1';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Forged, forge } from '@/e2e/mtls/support/certificate-forge';
import { makeCrl } from '@/services/workload-ca/make-crl';
import type { IdentityFiles } from './identity';
import { validateIdentity } from './validate-identity';

/** What is refused before it replaces the identity in use, and whether the reason says why. */

const HOUR_MS = 3_600_000;
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28';
const DELTA_INDICATOR = '2.5.29.27';

let root: Forged;
let intermediate: Forged;
let files: IdentityFiles;
const names = [{ type: 'url' as const, value: 'spiffe://test.example/web' }];
const toPem = (der: Buffer) =>
  `-----BEGIN X509 CRL-----\n${der.toString('base64')}\n-----END X509 CRL-----\n`;
const validate = (change: Partial<IdentityFiles> = {}) =>
  validateIdentity({ ...files, ...change }, new Date());

async function crlWith(ca: Forged, extensions: Extension[]): Promise<string> {
  const crl = await X509CrlGenerator.create({
    issuer: ca.signer.name,
    thisUpdate: new Date(Date.now() - 60_000),
    nextUpdate: new Date(Date.now() + HOUR_MS),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions,
    signingKey: ca.signer.privateKey,
  });
  return toPem(Buffer.from(crl.rawData));
}

const plainCrl = (ca: Forged) =>
  makeCrl({
    signer: ca.signer,
    revoked: [],
    thisUpdate: new Date(Date.now() - 60_000),
    nextUpdate: new Date(Date.now() + HOUR_MS),
  });

beforeAll(async () => {
  root = await forge({ isCa: true, subject: 'CN=Root' });
  intermediate = await forge({ isCa: true, subject: 'CN=Intermediate', signer: root.signer });
  const leaf = await forge({ signer: intermediate.signer, names });
  files = {
    layout: 'test',
    chain: leaf.certPem + intermediate.certPem,
    key: leaf.keyPem,
    bundle: root.certPem,
    crl: null,
  };
});

describe('a sound identity', () => {
  it('is accepted, with and without CRLs', async () => {
    expect((await validate()).crls).toEqual([]);
    const crl = (await plainCrl(root)) + (await plainCrl(intermediate));
    expect((await validate({ crl })).crls).toHaveLength(2);
  });
});

describe('a CRL', () => {
  const refused = async (extension: Extension) => {
    const crl = (await plainCrl(root)) + (await crlWith(intermediate, [extension]));
    return expect(validate({ crl })).rejects;
  };
  it.each([
    ['user certificates only', '30038101ff'],
    ['CA certificates only', '30038201ff'],
    ['one distribution point', '3011a00fa00d860b687474703a2f2f612e62'],
  ])('for %s is refused by name', async (_which, hex) => {
    const idp = new Extension(ISSUING_DISTRIBUTION_POINT, true, Buffer.from(hex, 'hex'));
    await (await refused(idp)).toMatchObject({
      code: 'crl-unsupported',
      message: expect.stringContaining('issuingDistributionPoint'),
    });
  });

  it('that is a delta is refused, whether marked critical or not', async () => {
    for (const critical of [true, false]) {
      const delta = new Extension(DELTA_INDICATOR, critical, Buffer.from('020101', 'hex'));
      await (await refused(delta)).toMatchObject({ message: expect.stringContaining('delta') });
    }
  });

  it('with an unknown critical extension is refused with its number', async () => {
    const unknown = new Extension('1.2.3.4', true, Buffer.from('0500', 'hex'));
    await (await refused(unknown)).toMatchObject({ message: expect.stringContaining('1.2.3.4') });
  });
});

describe('what only the TLS library refuses', () => {
  it('a bundle that holds no root', () =>
    expect(validate({ bundle: intermediate.certPem })).rejects.toMatchObject({
      code: 'untrusted-issuer',
    }));

  it('a critical extension that nobody knows', async () => {
    const leaf = await forge({
      signer: intermediate.signer,
      names,
      extensions: [new Extension('1.2.3.4', true, Buffer.from('0500', 'hex'))],
    });
    const chain = leaf.certPem + intermediate.certPem;
    await expect(validate({ chain, key: leaf.keyPem })).rejects.toMatchObject({
      code: 'handshake-fails',
      message: expect.stringContaining('unhandled critical extension'),
    });
  });

  it('a name that the constraints of an intermediate forbid', async () => {
    // permittedSubtrees [0] { uniformResourceIdentifier [6] "other.example" }
    const constraints = Buffer.from(
      `3013a011300f860d${Buffer.from('other.example').toString('hex')}`,
      'hex',
    );
    const constrained = await forge({
      isCa: true,
      subject: 'CN=Constrained',
      signer: root.signer,
      extensions: [new Extension('2.5.29.30', true, constraints)],
    });
    const leaf = await forge({ signer: constrained.signer, names });
    const chain = leaf.certPem + constrained.certPem;
    await expect(validate({ chain, key: leaf.keyPem })).rejects.toMatchObject({
      code: 'handshake-fails',
      message: expect.stringContaining('permitted subtree violation'),
    });
  });

  it('a leaf with the name of its issuer and no key identifiers', async () => {
    const same = { subject: 'CN=Same', withoutKeyIds: true };
    const ca = await forge({ ...same, isCa: true });
    const leaf = await forge({ ...same, signer: ca.signer, names });
    await expect(
      validate({ chain: leaf.certPem, key: leaf.keyPem, bundle: ca.certPem }),
    ).rejects.toMatchObject({ message: expect.stringContaining('name of its issuer') });
  });
});

describe('reasons', () => {
  it('a reversed chain', async () => {
    const [leaf = '', ca = ''] = files.chain.split(/(?<=END CERTIFICATE-----\n)/);
    await expect(validate({ chain: ca + leaf })).rejects.toThrow('put the leaf first');
  });

  it('an encrypted key, in both formats', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const locked = { format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
    for (const type of ['pkcs8', 'sec1'] as const) {
      const key = privateKey.export({ ...locked, type }).toString();
      await expect(validate({ key })).rejects.toMatchObject({ code: 'key-encrypted' });
    }
  });

  it('a life longer than the setting allows', () =>
    expect(validateIdentity(files, new Date(), { maxLifetimeMs: HOUR_MS })).rejects.toThrow(
      'SVID_MAX_LIFETIME_SECONDS',
    ));
});

/** A CRL of any size: `@peculiar/x509` would need minutes. */
function largeCrl(ca: Forged, entries: number): string {
  const { Ber, BerWriter } = asn1;
  const algorithm = Buffer.from('300a06082a8648ce3d040302', 'hex');
  const time = (date: Date) =>
    Buffer.from(
      `170d${Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(2, 14)}Z`).toString('hex')}`,
      'hex',
    );
  const raw = (writer: InstanceType<typeof BerWriter>, bytes: Buffer) => {
    for (const byte of bytes) writer.writeByte(byte);
  };
  const made = time(new Date(Date.now() - 60_000));
  const rows = Buffer.alloc(entries * 35);
  for (let row = 0; row < entries; row += 1) {
    rows.write('30210210', row * 35, 'hex');
    rows.writeUInt32BE(0x10000000, row * 35 + 4);
    rows.writeUInt32BE(row, row * 35 + 16);
    made.copy(rows, row * 35 + 20);
  }
  const issuer = Buffer.from(new X509Certificate(ca.certPem).subjectName.toArrayBuffer());
  const tbs = new BerWriter({ size: 1_024, growthFactor: 8 });
  tbs.startSequence();
  tbs.writeInt(1);
  for (const part of [algorithm, issuer, made, time(new Date(Date.now() + HOUR_MS))])
    raw(tbs, part);
  tbs.writeBuffer(rows, Ber.Sequence | Ber.Constructor);
  tbs.endSequence();
  const signature = sign('sha256', tbs.buffer, createPrivateKey(ca.keyPem));
  const crl = new BerWriter({ size: tbs.buffer.length + 1_024, growthFactor: 2 });
  crl.startSequence();
  tbs.buffer.copy(crl._buf, crl._offset);
  crl._offset += tbs.buffer.length;
  raw(crl, algorithm);
  crl.writeBuffer(Buffer.concat([Buffer.from([0]), signature]), Ber.BitString);
  crl.endSequence();
  return toPem(crl.buffer);
}

describe('a large CRL', () => {
  it('of 100,000 entries loads without stopping the process, and revokes', async () => {
    const crl = largeCrl(intermediate, 100_000) + (await plainCrl(root));
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const started = performance.now();
    delay.enable();
    const identity = await validate({ crl });
    delay.disable();
    const tookMs = performance.now() - started;
    const large = identity.crls.find(({ entries }) => entries > 0);
    expect(large?.entries).toBe(100_000);
    const [leaf] = identity.chain;
    const listed = Buffer.from('10000000000000000000000000000063', 'hex');
    expect(large?.revokes({ ...leaf, serialBytes: listed })).toBe(true);
    expect(large?.revokes(leaf)).toBe(false);
    console.log(`took ${tookMs.toFixed(0)} ms, longest stop ${(delay.max / 1e6).toFixed(0)} ms`);
    expect(tookMs).toBeLessThan(10_000);
  });
});
