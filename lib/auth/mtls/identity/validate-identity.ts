import { createHash, createPrivateKey } from 'node:crypto';
import { checkSvid } from '../certificate/check-svid';
import { type Certificate, readCertificate } from '../certificate/read-certificate';
import { type Crl, readCrl } from '../certificate/read-crl';
import { type PemBlock, splitLargePem, splitPem } from '../certificate/split-pem';
import { TimeSlice } from '../certificate/time-slice';
import { verifyChain } from '../certificate/verify-chain';
import { MtlsError } from '../mtls-error';
import type { Identity, IdentityFiles } from './identity';
import { tryHandshake } from './try-handshake';

function unreadable(what: string, error: unknown): MtlsError {
  if (error instanceof MtlsError) return error;
  const reason = error instanceof Error ? error.message : 'unreadable';
  return new MtlsError('files-torn', `The ${what} cannot be read: ${reason}`, { cause: error });
}

function parse<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(what, error);
  }
}

function readCertificates(what: string, text: string): { certificate: Certificate; pem: string }[] {
  return parse(what, () =>
    splitPem(text)
      .filter((block) => block.label === 'CERTIFICATE')
      .map((block) => ({ certificate: readCertificate(block.der), pem: block.pem })),
  );
}

function encrypted(): MtlsError {
  return new MtlsError(
    'key-encrypted',
    'The private key is encrypted: store it without a passphrase, readable by this process only',
  );
}

function readKey(text: string): PemBlock {
  // The old format says so in a header; PKCS #8 in its label.
  if (/^Proc-Type: *4,ENCRYPTED/m.test(text)) throw encrypted();
  const keys = parse('private key', () => splitPem(text)).filter((block) =>
    block.label.endsWith('PRIVATE KEY'),
  );
  const [key] = keys;
  if (!key || keys.length !== 1) {
    throw new MtlsError('files-torn', `Exactly one private key is needed, ${keys.length} found`);
  }
  if (key.label === 'ENCRYPTED PRIVATE KEY') throw encrypted();
  return key;
}

async function readCrls(text: string | null): Promise<Crl[]> {
  if (text === null) return [];
  const crls: Crl[] = [];
  try {
    for (const { label, der } of await splitLargePem(text)) {
      if (label === 'X509 CRL') crls.push(await readCrl(der));
    }
  } catch (error) {
    throw unreadable('CRL file', error);
  }
  // Attack: an emptied file must not switch the revocation check off.
  if (crls.length === 0) throw new MtlsError('files-torn', 'The CRL file holds no CRL');
  return crls;
}

function checkKey(leaf: Certificate, others: readonly Certificate[], keyPem: string): void {
  const key = parse('private key', () => createPrivateKey(keyPem));
  if (leaf.x509.checkPrivateKey(key)) return;
  const isReversed = others.some(({ x509 }) => x509.checkPrivateKey(key));
  throw new MtlsError(
    'key-mismatch',
    isReversed
      ? 'The private key belongs to a later certificate of the chain: put the leaf first'
      : 'The private key does not belong to the certificate',
  );
}

const HASH_CHUNK = 1_048_576;

/** SHA-256 over all files, so that the same files are judged once. */
export async function digestFiles(files: IdentityFiles): Promise<string> {
  const hash = createHash('sha256');
  for (const text of [files.chain, files.key, files.bundle, files.crl ?? '']) {
    for (let start = 0; start < text.length; start += HASH_CHUNK) {
      hash.update(text.slice(start, start + HASH_CHUNK));
      if (text.length > HASH_CHUNK) await new TimeSlice().rest();
    }
    hash.update('\0');
  }
  return hash.digest('hex');
}

export type IdentityRules = {
  /** The longest accepted time from a leaf's notBefore to its notAfter; undefined accepts any. */
  maxLifetimeMs?: number;
  /** The only key exchange that is accepted; undefined leaves it to TLS. */
  tlsGroup?: string | undefined;
};

/**
 * Turns files into an identity, or says why they are none. Every rule that a peer would apply to us
 * is applied here first, ours and, by a handshake in memory, those of the TLS library: an identity that
 * others would refuse is never published.
 * @throws {MtlsError} with the first reason.
 */
export async function validateIdentity(
  files: IdentityFiles,
  now: Date,
  { maxLifetimeMs, tlsGroup }: IdentityRules = {},
): Promise<Identity> {
  const key = readKey(files.key);
  const chain = readCertificates('certificate', files.chain);
  const [leaf, ...intermediates] = chain;
  if (!leaf) throw new MtlsError('files-torn', 'The certificate file holds no certificate');
  const bundle = readCertificates('trust bundle', files.bundle);
  if (bundle.length === 0) throw new MtlsError('bundle-empty', 'The trust bundle holds no CA');
  if (!bundle.every(({ certificate }) => certificate.isCa)) {
    throw new MtlsError('bundle-empty', 'The trust bundle holds a certificate that is no CA');
  }
  const certificates = intermediates.map(({ certificate }) => certificate);
  checkKey(leaf.certificate, certificates, key.pem);
  const id = checkSvid(leaf.certificate, 'client', maxLifetimeMs);
  checkSvid(leaf.certificate, 'server', maxLifetimeMs);
  const crls = await readCrls(files.crl);
  const anchors = bundle.map(({ certificate }) => certificate);
  for (const crl of crls) {
    await Promise.all([...anchors, ...certificates].map((authority) => crl.prepare(authority)));
  }
  verifyChain([leaf.certificate, ...certificates], { bundle: anchors, crls }, now);
  const identity: Identity = {
    id,
    chain: [leaf.certificate, ...certificates],
    chainPem: chain.map(({ pem }) => pem).join(''),
    keyPem: key.pem,
    bundle: anchors,
    bundlePem: bundle.map(({ pem }) => pem),
    crls,
    maxLifetimeMs: maxLifetimeMs ?? Number.POSITIVE_INFINITY,
    tlsGroup,
    digest: await digestFiles(files),
  };
  await tryHandshake(identity);
  return identity;
}
