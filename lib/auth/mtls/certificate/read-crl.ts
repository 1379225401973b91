import { type KeyObject, verify } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { CertificateList, id_ce_authorityKeyIdentifier } from '@peculiar/asn1-x509';
import type { Certificate } from './read-certificate';

/** A certificate revocation list, and the question whether a CA made it. */
export type Crl = {
  pem: string;
  /** The name and key identifier of the CA that it says made it. */
  authority: string;
  thisUpdate: Date;
  /** null where the list names none: it then counts as expired. */
  nextUpdate: Date | null;
  /** Serials as upper-case hexadecimal, as `X509Certificate.serialNumber` writes them. */
  serials: ReadonlySet<string>;
  isIssuedBy(authority: Certificate): boolean;
};

const DIGESTS: Record<string, string> = {
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
};
const ED25519 = '1.3.101.112';

function toSerial(bytes: ArrayBuffer): string {
  const hex = Buffer.from(bytes).toString('hex').toUpperCase();
  return hex.replace(/^(00)+(?=..)/, '');
}

function readAuthority({ tbsCertList }: CertificateList): string {
  const keyId = tbsCertList.crlExtensions?.find(
    ({ extnID }) => extnID === id_ce_authorityKeyIdentifier,
  );
  const parts = [AsnConvert.serialize(tbsCertList.issuer), keyId?.extnValue.buffer];
  return parts.map((part) => (part ? Buffer.from(part).toString('hex') : '')).join(':');
}

function verifySignature(list: CertificateList, key: KeyObject): boolean {
  const algorithm = list.signatureAlgorithm.algorithm;
  const digest = algorithm === ED25519 ? null : DIGESTS[algorithm];
  if (digest === undefined || !list.tbsCertListRaw) return false;
  const bytes = Buffer.from(list.tbsCertListRaw);
  try {
    return verify(digest, bytes, key, Buffer.from(list.signature));
  } catch {
    return false;
  }
}

/**
 * Reads one CRL from DER.
 *
 * Attack: a CRL is matched to its CA by signature, not by name. A second CA of the same name could
 * otherwise bring an empty list for a certificate that the first one has revoked.
 * @throws {Error} when the bytes are no CRL.
 * @see RFC 5280 section 5
 */
export function readCrl(pem: string, der: Uint8Array): Crl {
  const list = AsnConvert.parse(new Uint8Array(der), CertificateList);
  const { thisUpdate, nextUpdate, revokedCertificates } = list.tbsCertList;
  const verdicts = new Map<string, boolean>();
  return {
    pem,
    authority: readAuthority(list),
    thisUpdate: thisUpdate.getTime(),
    nextUpdate: nextUpdate?.getTime() ?? null,
    serials: new Set((revokedCertificates ?? []).map((entry) => toSerial(entry.userCertificate))),
    isIssuedBy(authority) {
      const known = verdicts.get(authority.x509.fingerprint256);
      if (known !== undefined) return known;
      const verdict = verifySignature(list, authority.x509.publicKey);
      verdicts.set(authority.x509.fingerprint256, verdict);
      return verdict;
    },
  };
}
