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
} from '@peculiar/x509';

export const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A certificate with its private key, both as PEM. */
export type CertifiedKey = { certPem: string; keyPem: string; serial: string };
/** Who signs: the parsed name, and the keys. */
export type Signer = {
  name: string;
  privateKey: webcrypto.CryptoKey;
  publicKey: webcrypto.CryptoKey;
};

type Validity = { notBefore: Date; notAfter: Date };

/** 128 random bits with the first bit clear and the second set: positive and never short. */
export function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex').toUpperCase();
}

export async function newKey() {
  const pair = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
  const base64 = der
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return { pair, keyPem: `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n` };
}

/** Makes a CA certificate, signed by `signer` or by itself. @see X509-SVID.md section 4 */
export async function makeAuthority(
  options: Validity & { name: string; trustDomain: string; signer?: Signer; pathLength?: number },
): Promise<CertifiedKey & { signer: Signer }> {
  const { pair, keyPem } = await newKey();
  const name = `CN=${options.name}, O=Tollgate development`;
  const self = { name, privateKey: pair.privateKey, publicKey: pair.publicKey };
  const signer = options.signer ?? self;
  const serial = newSerial();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial,
    subject: name,
    issuer: signer.name,
    notBefore: options.notBefore,
    notAfter: options.notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: pair.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      new BasicConstraintsExtension(true, options.pathLength, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(pair.publicKey),
      await AuthorityKeyIdentifierExtension.create(signer.publicKey),
      new SubjectAlternativeNameExtension([
        { type: 'url', value: `spiffe://${options.trustDomain}` },
      ]),
    ],
  });
  return { certPem: `${certificate.toString('pem')}\n`, keyPem, serial, signer: self };
}

/**
 * Makes an X.509-SVID: one URI name, a signing key, both TLS purposes. DNS names are for peers that
 * know host names only, such as curl.
 */
export async function makeLeaf(
  options: Validity & { spiffeId: string; dnsNames: readonly string[]; signer: Signer },
): Promise<CertifiedKey> {
  const { pair, keyPem } = await newKey();
  const serial = newSerial();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial,
    subject: 'O=Tollgate development',
    issuer: options.signer.name,
    notBefore: options.notBefore,
    notAfter: options.notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: pair.publicKey,
    signingKey: options.signer.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      await SubjectKeyIdentifierExtension.create(pair.publicKey),
      await AuthorityKeyIdentifierExtension.create(options.signer.publicKey),
      new SubjectAlternativeNameExtension([
        { type: 'url', value: options.spiffeId },
        ...options.dnsNames.map((value) => ({ type: 'dns' as const, value })),
      ]),
    ],
  });
  return { certPem: `${certificate.toString('pem')}\n`, keyPem, serial };
}
