import { createHash, createPrivateKey } from 'node:crypto';
import { checkSvid } from '../certificate/check-svid';
import { type Certificate, readCertificate } from '../certificate/read-certificate';
import { type Crl, readCrl } from '../certificate/read-crl';
import { type PemBlock, splitPem } from '../certificate/split-pem';
import { verifyChain } from '../certificate/verify-chain';
import { MtlsError } from '../mtls-error';
import type { Identity } from './identity';
import type { IdentityFiles } from './identity-files';

function parse<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw new MtlsError('files-torn', `The ${what} cannot be read: ${reason}`, { cause: error });
  }
}

function readCertificates(what: string, text: string): { certificate: Certificate; pem: string }[] {
  return parse(what, () =>
    splitPem(text)
      .filter((block) => block.label === 'CERTIFICATE')
      .map((block) => ({ certificate: readCertificate(block.der), pem: block.pem })),
  );
}

function readKey(text: string): PemBlock {
  const keys = parse('private key', () => splitPem(text)).filter((block) =>
    block.label.endsWith('PRIVATE KEY'),
  );
  const [key] = keys;
  if (!key || keys.length !== 1) {
    throw new MtlsError('files-torn', `Exactly one private key is needed, ${keys.length} found`);
  }
  return key;
}

function readCrls(text: string | null): Crl[] {
  if (text === null) return [];
  const crls = parse('CRL file', () =>
    splitPem(text)
      .filter((block) => block.label === 'X509 CRL')
      .map((block) => readCrl(block.pem, block.der)),
  );
  // Attack: an emptied file must not switch the revocation check off.
  if (crls.length === 0) throw new MtlsError('files-torn', 'The CRL file holds no CRL');
  return crls;
}

function checkKey(leaf: Certificate, keyPem: string): void {
  const key = parse('private key', () => createPrivateKey(keyPem));
  if (!leaf.x509.checkPrivateKey(key)) {
    throw new MtlsError('key-mismatch', 'The private key does not belong to the certificate');
  }
}

/**
 * Turns files into an identity, or says why they are none. Every rule that a peer would apply to us
 * is applied here first: a certificate that others would refuse is never published.
 * @throws {MtlsError} with the first reason.
 */
export function validateIdentity(files: IdentityFiles, now: Date): Identity {
  const key = readKey(files.key);
  const chain = readCertificates('certificate', files.chain);
  const [leaf, ...intermediates] = chain;
  if (!leaf) throw new MtlsError('files-torn', 'The certificate file holds no certificate');
  const bundle = readCertificates('trust bundle', files.bundle);
  if (bundle.length === 0) throw new MtlsError('bundle-empty', 'The trust bundle holds no CA');
  if (!bundle.every(({ certificate }) => certificate.isCa)) {
    throw new MtlsError('bundle-empty', 'The trust bundle holds a certificate that is no CA');
  }
  const crls = readCrls(files.crl);
  checkKey(leaf.certificate, key.pem);
  const id = checkSvid(leaf.certificate, 'client');
  checkSvid(leaf.certificate, 'server');
  const certificates = intermediates.map(({ certificate }) => certificate);
  const anchors = bundle.map(({ certificate }) => certificate);
  verifyChain([leaf.certificate, ...certificates], { bundle: anchors, crls }, now);
  const hash = createHash('sha256');
  for (const text of [files.chain, files.key, files.bundle, files.crl ?? '']) {
    hash.update(text).update('\0');
  }
  return {
    id,
    chain: [leaf.certificate, ...certificates],
    chainPem: chain.map(({ pem }) => pem).join(''),
    keyPem: key.pem,
    bundle: anchors,
    bundlePem: bundle.map(({ pem }) => pem),
    crls,
    digest: hash.digest('hex'),
  };
}
