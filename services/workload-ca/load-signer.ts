import 'reflect-metadata';
import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import { X509Certificate } from '@peculiar/x509';
import type { Signer } from './make-certificate';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Reads an authority back from its files. @throws {Error} when they are unreadable. */
export async function loadSigner(certPem: string, keyPem: string): Promise<Signer> {
  const key = createPrivateKey(keyPem);
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    name: new X509Certificate(certPem).subject,
    privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
    publicKey: await webcrypto.subtle.importKey('spki', spki, ALGORITHM, true, ['verify']),
  };
}
