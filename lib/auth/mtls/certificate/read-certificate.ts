import { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Certificate as CertificateAsn,
  ExtendedKeyUsage,
  type Extension,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_cRLDistributionPoints,
  id_ce_extKeyUsage,
  id_ce_inhibitAnyPolicy,
  id_ce_issuerAltName,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_policyConstraints,
  id_ce_policyMappings,
  id_ce_subjectAltName,
  KeyUsage,
  KeyUsageFlags,
  SubjectAlternativeName,
} from '@peculiar/asn1-x509';

export type KeyUsageName = keyof typeof KeyUsageFlags;

/** A certificate as its DER says it, with what `X509Certificate` leaves out or gets wrong. */
export type Certificate = {
  x509: X509Certificate;
  /** Upper-case hexadecimal. */
  serial: string;
  /** The serial as the content of its DER INTEGER, as CRLs list it. */
  serialBytes: Buffer;
  /** For people: one line. Never compared. */
  subject: string;
  issuer: string;
  notBefore: Date;
  notAfter: Date;
  isCa: boolean;
  /** null where the extension is absent. */
  keyUsage: ReadonlySet<KeyUsageName> | null;
  extendedKeyUsage: readonly string[] | null;
  uriNames: readonly string[];
  /** Critical extensions that the TLS library does not know and so refuses, by number. */
  unknownCritical: readonly string[];
  constrainsNames: boolean;
};

/** What OpenSSL evaluates; any other critical extension is refused. @see RFC 5280 section 4.2 */
const EVALUATED: ReadonlySet<string> = new Set([
  id_ce_basicConstraints,
  id_ce_cRLDistributionPoints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_inhibitAnyPolicy,
  id_ce_issuerAltName,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_policyConstraints,
  id_ce_policyMappings,
  id_ce_subjectAltName,
]);

const KEY_USAGE_NAMES: readonly KeyUsageName[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
];

function indexExtensions(extensions: readonly Extension[]): Map<string, ArrayBuffer> {
  const byId = new Map<string, ArrayBuffer>();
  for (const { extnID, extnValue } of extensions) {
    if (byId.has(extnID)) throw new TypeError(`The extension ${extnID} appears twice`);
    byId.set(extnID, extnValue.buffer);
  }
  return byId;
}

function readKeyUsage(value: ArrayBuffer | undefined): Set<KeyUsageName> | null {
  if (!value) return null;
  const bits = AsnConvert.parse(value, KeyUsage).toNumber();
  return new Set(KEY_USAGE_NAMES.filter((name) => (bits & KeyUsageFlags[name]) !== 0));
}

function readUriNames(value: ArrayBuffer | undefined): string[] {
  if (!value) return [];
  return AsnConvert.parse(value, SubjectAlternativeName).flatMap((name) =>
    name.uniformResourceIdentifier === undefined ? [] : [name.uniformResourceIdentifier],
  );
}

/**
 * Reads one certificate from DER.
 *
 * Attack: `X509Certificate.ca` is false for a leaf that has cA set but may not sign,
 * `.keyUsage` is the extended one, and `.subjectAltName` is a text whose parts a name can forge
 * (CVE-2021-44532). So these three are read from the bytes.
 * @throws {Error} when the bytes are no certificate, or an extension appears twice.
 * @see RFC 5280 section 4
 */
export function readCertificate(der: Uint8Array): Certificate {
  const x509 = new X509Certificate(der);
  const { tbsCertificate } = AsnConvert.parse(new Uint8Array(der), CertificateAsn);
  const extensions = indexExtensions(tbsCertificate.extensions ?? []);
  const critical = (tbsCertificate.extensions ?? []).filter((extension) => extension.critical);
  const constraints = extensions.get(id_ce_basicConstraints);
  const extendedKeyUsage = extensions.get(id_ce_extKeyUsage);
  return {
    x509,
    serial: x509.serialNumber,
    serialBytes: Buffer.from(tbsCertificate.serialNumber),
    subject: x509.subject?.replaceAll('\n', ', ') ?? '',
    issuer: x509.issuer.replaceAll('\n', ', '),
    notBefore: tbsCertificate.validity.notBefore.getTime(),
    notAfter: tbsCertificate.validity.notAfter.getTime(),
    isCa: constraints ? AsnConvert.parse(constraints, BasicConstraints).cA : false,
    keyUsage: readKeyUsage(extensions.get(id_ce_keyUsage)),
    extendedKeyUsage: extendedKeyUsage
      ? [...AsnConvert.parse(extendedKeyUsage, ExtendedKeyUsage)]
      : null,
    uriNames: readUriNames(extensions.get(id_ce_subjectAltName)),
    unknownCritical: critical.map(({ extnID }) => extnID).filter((id) => !EVALUATED.has(id)),
    constrainsNames: extensions.has(id_ce_nameConstraints),
  };
}
