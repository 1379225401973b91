import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from '@peculiar/asn1-x509';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  AuthorityKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Logger } from 'pino';
import { type Env, EnvError } from '@/lib/env';
import { repeatTask } from '@/lib/repeat-task';
import { caDirectory } from './ca-folders';
import { loadSigner } from './load-signer';
import { ALGORITHM, type CertifiedKey, newKey, newSerial } from './make-certificate';
import { publishFiles } from './publish-files';

const DAY_MS = 86_400_000;
const ROOT_LIFE_MS = 730 * DAY_MS;
const LEAF_LIFE_MS = 30 * DAY_MS;
const CHECK_MS = 60_000;
const NAME = 'CN=Tollgate development, localhost only';

type Validity = { notBefore: Date; notAfter: Date };

/**
 * Keeps a certificate for https://localhost in HTTPS_DIR: `cert.pem` and `key.pem` for the web
 * process, `ca.pem` for people to trust. Renewed at half of its life, and where the clock has left
 * its validity.
 * @see docs/decisions/0164-https-beside-http-on-localhost.md
 */
export function keepHttpsCertificate(env: Env, log: Logger) {
  const renew = () => renewHttpsCertificate(path.join(caDirectory(), 'https'), env.HTTPS_DIR);
  const first = renew();
  const task = repeatTask(log, 'https certificate', CHECK_MS, async () => {
    await first;
    if (await renew()) log.info('issued the certificate of https://localhost');
  });
  return { first, stop: task.stop };
}

/**
 * Issues what is missing, due or outside its validity.
 * @param rootDirectory where the root and its key are kept.
 * @returns whether a certificate was issued.
 * @throws {EnvError} where HTTPS_DIR has a certificate that this CA did not issue.
 */
export async function renewHttpsCertificate(
  rootDirectory: string,
  directory: string,
  now = new Date(),
): Promise<boolean> {
  const kept = await readPair(rootDirectory, 'ca.pem', 'ca_key.pem');
  const root = kept && isUsable(kept.certPem, now, LEAF_LIFE_MS) ? kept : undefined;
  const leaf = await readPair(directory, 'cert.pem', 'key.pem');
  const published = await read(path.join(directory, 'ca.pem'));
  if (leaf && published === undefined) {
    throw new EnvError(`HTTPS_DIR has a certificate of its own in ${directory}; unset HTTPS_DIR.`);
  }
  if (leaf && root && published === root.certPem) {
    if (isUsable(leaf.certPem, now, LEAF_LIFE_MS / 2)) return false;
  }
  const signer = root ?? (await makeRoot(rootDirectory, now));
  const made = await makeLeaf(signer, now);
  await publishFiles(directory, {
    'ca.pem': signer.certPem,
    'cert.pem': made.certPem,
    'key.pem': made.keyPem,
  });
  return true;
}

/** Whether a certificate is valid now and for this much longer. */
function isUsable(certPem: string, now: Date, restMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(certPem);
  return Date.parse(validFrom) <= now.getTime() && Date.parse(validTo) > now.getTime() + restMs;
}

async function makeRoot(
  directory: string,
  now: Date,
): Promise<Pick<CertifiedKey, 'certPem' | 'keyPem'>> {
  const { pair, keyPem } = await newKey();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: NAME,
    ...validity(now, ROOT_LIFE_MS),
    signingAlgorithm: ALGORITHM,
    keys: pair,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(pair.publicKey),
      localhostOnly(),
    ],
  });
  const certPem = `${certificate.toString('pem')}\n`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(path.join(directory, 'ca_key.pem'), keyPem, { mode: 0o600 });
  await writeFile(path.join(directory, 'ca.pem'), certPem);
  return { certPem, keyPem };
}

/**
 * Attack: someone reads the key of a root that a browser trusts, and impersonates any site. This one
 * is believed for localhost alone.
 * @see RFC 5280 section 4.2.1.10
 */
function localhostOnly(): Extension {
  const subtrees = [new GeneralSubtree({ base: new GeneralName({ dNSName: 'localhost' }) })];
  // An address is a name of another kind, which the list above says nothing about.
  const everyAddress = ['0.0.0.0/0', '::/0'].map(
    (iPAddress) => new GeneralSubtree({ base: new GeneralName({ iPAddress }) }),
  );
  const value = new NameConstraints({
    permittedSubtrees: new GeneralSubtrees(subtrees),
    excludedSubtrees: new GeneralSubtrees(everyAddress),
  });
  return new Extension(id_ce_nameConstraints, true, AsnConvert.serialize(value));
}

async function makeLeaf(
  root: Pick<CertifiedKey, 'certPem' | 'keyPem'>,
  now: Date,
): Promise<CertifiedKey> {
  const signer = await loadSigner(root.certPem, root.keyPem);
  const { pair, keyPem } = await newKey();
  const serial = newSerial();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial,
    subject: 'CN=localhost',
    issuer: signer.name,
    ...validity(now, LEAF_LIFE_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: pair.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      await SubjectKeyIdentifierExtension.create(pair.publicKey),
      await AuthorityKeyIdentifierExtension.create(signer.publicKey),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
    ],
  });
  return { certPem: `${certificate.toString('pem')}\n`, keyPem, serial };
}

/** From a day ago: the clock of a browser may be in another machine. */
function validity(now: Date, lifeMs: number): Validity {
  return {
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + lifeMs),
  };
}

async function readPair(directory: string, certificate: string, key: string) {
  const certPem = await read(path.join(directory, certificate));
  const keyPem = await read(path.join(directory, key));
  return certPem !== undefined && keyPem !== undefined ? { certPem, keyPem } : undefined;
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
