import { createHash, X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  Certificate as CertificateAsn,
  id_ce_subjectAltName,
  SubjectAlternativeName,
} from '@peculiar/asn1-x509';

/** How long the certificate before stays good after a new one, so that no one has to hurry. */
export const CERTIFICATE_OVERLAP_SECONDS = 86_400;

/** What proves a machine client. Certificates are DER in base64. */
export type BoundCertificates = {
  certificate: string | null;
  previousCertificate: string | null;
  previousCertificateExpiresAt: Date | null;
};

/** A certificate as its owner recognises it. */
export type CertificateView = {
  /** SHA-256 of the whole certificate, in the notation of `openssl x509 -fingerprint -sha256`. */
  fingerprint: string;
  subject: string;
  /** For people: nothing is decided by it here. */
  spiffeId: string | null;
  notBefore: Date;
  notAfter: Date;
};

/** @throws {Error} when the bytes are no certificate. */
export function describeCertificate(base64: string): CertificateView {
  const x509 = new X509Certificate(Buffer.from(base64, 'base64'));
  return {
    fingerprint: x509.fingerprint256,
    subject: x509.subject?.replaceAll('\n', ', ') ?? '',
    spiffeId: readUris(x509.raw).find((uri) => uri.startsWith('spiffe://')) ?? null,
    notBefore: new Date(x509.validFrom),
    notAfter: new Date(x509.validTo),
  };
}

/**
 * The certificates that prove a machine client at this moment: its present one, and the one before
 * within its overlap. One that is not valid yet or no more proves nothing.
 */
export function certificatesInForce(app: BoundCertificates, now = new Date()): string[] {
  const { certificate, previousCertificate, previousCertificateExpiresAt: ends } = app;
  const bound = [certificate, ends && now < ends ? previousCertificate : null];
  return bound.filter((one) => one !== null).filter((one) => isValidAt(one, now));
}

function isValidAt(base64: string, now: Date): boolean {
  const { validFrom, validTo } = new X509Certificate(Buffer.from(base64, 'base64'));
  return new Date(validFrom) <= now && now <= new Date(validTo);
}

/** What a token is bound to. @see RFC 8705 section 3.1 */
export function thumbprintOf(base64: string): string {
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64url');
}

/** `X509Certificate.subjectAltName` is a text whose parts a name can forge, so the bytes are read. */
function readUris(der: Uint8Array): string[] {
  const { extensions = [] } = AsnConvert.parse(der, CertificateAsn).tbsCertificate;
  const names = extensions.find(({ extnID }) => extnID === id_ce_subjectAltName);
  if (!names) return [];
  return AsnConvert.parse(names.extnValue.buffer, SubjectAlternativeName).flatMap(
    ({ uniformResourceIdentifier: uri }) => (uri === undefined ? [] : [uri]),
  );
}
