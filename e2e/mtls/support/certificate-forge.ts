import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Signer } from '@/services/workload-ca/make-certificate';

/**
 * Makes whatever certificate a test asks for, sound or not. Nothing is stored: each run has its own
 * keys, so no private key lies in the repository.
 */

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;
const HOUR_MS = 3_600_000;

export type Forged = { certPem: string; keyPem: string; serial: string; signer: Signer };

type ForgeOptions = {
  signer?: Signer;
  subject?: string;
  /** Milliseconds from now. */
  notBefore?: number;
  notAfter?: number;
  isCa?: boolean;
  keyUsage?: KeyUsageFlags | null;
  purposes?: ('client' | 'server')[] | null;
  names?: { type: 'url' | 'dns'; value: string }[];
  rsaBits?: number;
  /** The key pair of an earlier certificate, for one that renews it. */
  renews?: Forged;
  /** Besides, or in place of, the usual ones. */
  extensions?: Extension[];
  withoutKeyIds?: boolean;
};

const PURPOSE = { client: ExtendedKeyUsage.clientAuth, server: ExtendedKeyUsage.serverAuth };

async function generate(rsaBits: number | undefined) {
  const algorithm = rsaBits ? { ...RSA, modulusLength: rsaBits } : ALGORITHM;
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
  const keyPem = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
  return { pair, keyPem };
}

/** Signs a certificate with `signer`, or with itself. */
export async function forge(options: ForgeOptions): Promise<Forged> {
  const { pair, keyPem } = options.renews
    ? { pair: options.renews.signer, keyPem: options.renews.keyPem }
    : await generate(options.rsaBits);
  const subject = options.subject ?? 'O=Test';
  const signer = options.signer ?? {
    name: subject,
    privateKey: pair.privateKey,
    publicKey: pair.publicKey,
  };
  const serial = `4${randomBytes(8).toString('hex').slice(1)}`.toUpperCase();
  const isCa = options.isCa ?? false;
  const usage =
    options.keyUsage === undefined
      ? isCa
        ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
        : KeyUsageFlags.digitalSignature
      : options.keyUsage;
  const purposes = options.purposes === undefined ? ['client', 'server'] : options.purposes;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial,
    subject,
    issuer: signer.name,
    notBefore: new Date(Date.now() + (options.notBefore ?? -HOUR_MS)),
    notAfter: new Date(Date.now() + (options.notAfter ?? HOUR_MS)),
    signingAlgorithm: ALGORITHM,
    publicKey: pair.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      new BasicConstraintsExtension(isCa, undefined, true),
      ...(options.withoutKeyIds
        ? []
        : [
            await SubjectKeyIdentifierExtension.create(pair.publicKey),
            await AuthorityKeyIdentifierExtension.create(signer.publicKey),
          ]),
      ...(options.extensions ?? []),
      ...(usage === null ? [] : [new KeyUsagesExtension(usage, true)]),
      ...(purposes === null || isCa
        ? []
        : [
            new ExtendedKeyUsageExtension(
              purposes.map((purpose) => PURPOSE[purpose as keyof typeof PURPOSE]),
            ),
          ]),
      ...(options.names?.length ? [new SubjectAlternativeNameExtension(options.names)] : []),
    ],
  });
  const own = { name: subject, privateKey: pair.privateKey, publicKey: pair.publicKey };
  return { certPem: `${certificate.toString('pem')}\n`, keyPem, serial, signer: own };
}
