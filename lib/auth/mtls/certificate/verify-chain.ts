import { MtlsError } from '../mtls-error';
import type { Certificate } from './read-certificate';
import type { Crl } from './read-crl';

export type Trust = { bundle: readonly Certificate[]; crls: readonly Crl[] };

const MAX_DEPTH = 5;

function issuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return (
    issuer.isCa &&
    (issuer.keyUsage?.has('keyCertSign') ?? true) &&
    certificate.x509.checkIssued(issuer.x509) &&
    certificate.x509.verify(issuer.x509.publicKey)
  );
}

function checkValidity(certificate: Certificate, now: Date): void {
  if (now < certificate.notBefore) throw new MtlsError('not-yet-valid', 'Not valid yet');
  if (now >= certificate.notAfter) throw new MtlsError('expired', 'The certificate has expired');
}

/** With at least one CRL, each CA of the chain needs one that is in force: nothing fails open. */
function checkRevocation(certificate: Certificate, issuer: Certificate, trust: Trust, now: Date) {
  if (trust.crls.length === 0) return;
  const lists = trust.crls.filter((crl) => crl.isIssuedBy(issuer));
  if (lists.length === 0) throw new MtlsError('crl-missing', `No CRL of ${issuer.subject}`);
  if (lists.some((crl) => crl.serials.has(certificate.serial))) {
    throw new MtlsError('revoked', 'The certificate is revoked');
  }
  if (lists.every((crl) => crl.thisUpdate > now)) {
    throw new MtlsError('crl-not-yet-valid', `The CRL of ${issuer.subject} is not valid yet`);
  }
  if (!lists.some((crl) => crl.nextUpdate !== null && crl.nextUpdate > now)) {
    throw new MtlsError('crl-expired', `The CRL of ${issuer.subject} has expired`);
  }
}

type Link = { subject: Certificate; issuer: Certificate };

/** The signatures from the leaf up to a CA of the bundle. */
function findPath(chain: readonly Certificate[], bundle: readonly Certificate[]): Link[] {
  const [leaf, ...intermediates] = chain;
  if (!leaf) throw new MtlsError('no-certificate', 'There is no certificate');
  const path: Link[] = [];
  let subject = leaf;
  while (path.length < MAX_DEPTH) {
    const below = subject;
    const anchor = bundle.find((authority) => issuedBy(below, authority));
    const issuer = anchor ?? intermediates.find((authority) => issuedBy(below, authority));
    if (!issuer) throw new MtlsError('untrusted-issuer', 'No CA of the trust bundle issued it');
    path.push({ subject, issuer });
    if (anchor) return path;
    subject = issuer;
  }
  throw new MtlsError('untrusted-issuer', 'The chain is too long');
}

/**
 * Checks a chain again, outside a handshake: signatures up to a CA of the bundle, validity, and
 * revocation of each link. The handshake asks the same of the TLS library; this answers for files
 * before they are published and for connections that are already open.
 * @param chain the leaf first, then intermediates in any order.
 * @throws {MtlsError} `untrusted-issuer`, `expired`, `not-yet-valid`, `revoked`, `crl-…`.
 * @see RFC 5280 section 6
 */
export function verifyChain(chain: readonly Certificate[], trust: Trust, now: Date): void {
  const path = findPath(chain, trust.bundle);
  for (const { subject, issuer } of path) {
    checkValidity(subject, now);
    checkValidity(issuer, now);
  }
  for (const { subject, issuer } of path) checkRevocation(subject, issuer, trust, now);
}
