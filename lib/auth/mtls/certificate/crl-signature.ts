import { constants, type KeyObject, type SignKeyObjectInput, verify } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { RsaSaPssParams } from '@peculiar/asn1-rsa';
import type { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { MtlsError } from '../mtls-error';
import type { Certificate } from './read-certificate';

/** The signature of a CRL, checked once for each CA that may have made it. */
export type CrlSignature = {
  isMadeBy(authority: Certificate): boolean;
  /** Checks it on another thread, so that `isMadeBy` answers at once. */
  prepare(authority: Certificate): Promise<void>;
};

const DIGESTS: Record<string, string> = {
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
};
const PSS_DIGESTS: Record<string, string> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
const WITHOUT_DIGEST = new Set(['1.3.101.112', '1.3.101.113']);
const RSA_PSS = '1.2.840.113549.1.1.10';
const SHA1 = new Set(['1.2.840.113549.1.1.5', '1.2.840.10045.4.1']);

type Method = {
  digest: string | null;
  options: Pick<SignKeyObjectInput, 'padding' | 'saltLength'>;
};

function readMethod({ algorithm, parameters }: AlgorithmIdentifier): Method {
  if (WITHOUT_DIGEST.has(algorithm)) return { digest: null, options: {} };
  const digest = DIGESTS[algorithm];
  if (digest) return { digest, options: {} };
  if (algorithm === RSA_PSS && parameters) {
    const { hashAlgorithm, saltLength } = AsnConvert.parse(parameters, RsaSaPssParams);
    const pss = PSS_DIGESTS[hashAlgorithm.algorithm];
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    if (pss) return { digest: pss, options: { padding, saltLength } };
  }
  const name = SHA1.has(algorithm) ? 'SHA-1, which is weak' : `the algorithm ${algorithm}`;
  throw new MtlsError(
    'crl-unsupported',
    `The CRL is signed with ${name}: sign it with SHA-256 or better`,
  );
}

/** @throws {MtlsError} `crl-unsupported` for an algorithm that is weak or unknown. */
export function readCrlSignature(
  algorithm: AlgorithmIdentifier,
  signed: Buffer,
  signature: Buffer,
): CrlSignature {
  const { digest, options } = readMethod(algorithm);
  const verdicts = new Map<string, boolean>();
  const keyOf = (key: KeyObject) => ({ key, ...options });
  return {
    isMadeBy({ x509 }) {
      const known = verdicts.get(x509.fingerprint256);
      if (known !== undefined) return known;
      let verdict = false;
      try {
        verdict = verify(digest, signed, keyOf(x509.publicKey), signature);
      } catch {
        // A key of another kind cannot have made it.
      }
      verdicts.set(x509.fingerprint256, verdict);
      return verdict;
    },
    prepare({ x509 }) {
      return new Promise((resolve) => {
        const done = (error: Error | null, verdict: boolean) => {
          verdicts.set(x509.fingerprint256, !error && verdict);
          resolve();
        };
        try {
          verify(digest, signed, keyOf(x509.publicKey), signature, done);
        } catch {
          done(null, false);
        }
      });
    },
  };
}
