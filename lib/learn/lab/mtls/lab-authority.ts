import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const MINUTE_MS = 60_000;

export const LAB_TRUST_DOMAIN = 'lab.tollgate.local';

/** A certificate with its private key, as PEM. */
export type Papers = { cert: string; key: string; serial: string };

export type LeafWish = {
  spiffeId: string;
  /** Seconds from now; negative for a certificate that has ended. */
  endsInSeconds?: number;
  purposes?: readonly ('client' | 'server')[];
};

export type LabAuthority = {
  papers: Papers;
  issue(wish: LeafWish): Promise<Papers>;
  /** The authority's list of revoked serials. */
  revoke(...serials: string[]): Promise<string>;
};

/**
 * Makes a certificate authority that lives as long as one run of the lab. Anyone can do this, which
 * is why a name in a certificate proves nothing by itself.
 */
export async function createLabAuthority(name = 'CN=Attack lab'): Promise<LabAuthority> {
  const { pair, keyPem } = await newKey();
  const own = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name,
    notBefore: fromNow(-MINUTE_MS),
    notAfter: fromNow(60 * MINUTE_MS),
    signingAlgorithm: ALGORITHM,
    keys: pair,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(pair.publicKey),
      new SubjectAlternativeNameExtension([{ type: 'url', value: `spiffe://${LAB_TRUST_DOMAIN}` }]),
    ],
  });
  return {
    papers: { cert: `${own.toString('pem')}\n`, key: keyPem, serial: own.serialNumber },
    issue: (wish) => issueLeaf(wish, { name, key: pair.privateKey, publicKey: pair.publicKey }),
    async revoke(...serials) {
      const crl = await X509CrlGenerator.create({
        issuer: name,
        thisUpdate: fromNow(-1_000),
        nextUpdate: fromNow(60 * MINUTE_MS),
        entries: serials.map((serialNumber) => ({ serialNumber, revocationDate: fromNow(-1_000) })),
        signingAlgorithm: ALGORITHM,
        signingKey: pair.privateKey,
        extensions: [await AuthorityKeyIdentifierExtension.create(pair.publicKey)],
      });
      return toPem('X509 CRL', Buffer.from(crl.rawData));
    },
  };
}

type Signer = { name: string; key: webcrypto.CryptoKey; publicKey: webcrypto.CryptoKey };

async function issueLeaf(wish: LeafWish, signer: Signer): Promise<Papers> {
  const { spiffeId, endsInSeconds = 300, purposes = ['client', 'server'] } = wish;
  const { pair, keyPem } = await newKey();
  const serial = newSerial();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial,
    subject: 'O=Attack lab',
    issuer: signer.name,
    notBefore: fromNow(-10 * MINUTE_MS),
    notAfter: fromNow(endsInSeconds * 1000),
    signingAlgorithm: ALGORITHM,
    publicKey: pair.publicKey,
    signingKey: signer.key,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(purposes.map((purpose) => ExtendedKeyUsage[`${purpose}Auth`])),
      await AuthorityKeyIdentifierExtension.create(signer.publicKey),
      new SubjectAlternativeNameExtension([{ type: 'url', value: spiffeId }]),
    ],
  });
  return { cert: `${certificate.toString('pem')}\n`, key: keyPem, serial };
}

async function newKey(): Promise<{ pair: webcrypto.CryptoKeyPair; keyPem: string }> {
  const pair = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
  return { pair, keyPem: toPem('PRIVATE KEY', der) };
}

function toPem(label: string, der: Buffer): string {
  const lines = der
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex').toUpperCase();
}

function fromNow(ms: number): Date {
  return new Date(Date.now() + ms);
}
