import { MtlsError } from '../mtls-error';
import type { Certificate } from './read-certificate';
import type { Crl } from './read-crl';

export type Trust = { bundle: readonly Certificate[]; crls: readonly Crl[] };

const MAX_DEPTH = 16;
/** Certificates that all sign each other have more paths than anyone can try. */
const MAX_TRIES = 100;

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

/**
 * With at least one CRL, each CA of the chain needs one that is in force: nothing fails open. Of
 * several the newest counts, as in the handshake: a certificate can be released from hold.
 */
function checkRevocation(certificate: Certificate, issuer: Certificate, trust: Trust, now: Date) {
  if (trust.crls.length === 0) return;
  const lists = trust.crls.filter((crl) => crl.isIssuedBy(issuer));
  if (lists.length === 0) throw new MtlsError('crl-missing', `No CRL of ${issuer.subject}`);
  const inForce = lists.filter((crl) => crl.thisUpdate <= now && crl.nextUpdate > now);
  const newest = Math.max(...inForce.map(({ thisUpdate }) => thisUpdate.getTime()));
  const deciding = inForce.filter(({ thisUpdate }) => thisUpdate.getTime() === newest);
  const asked = deciding.length > 0 ? deciding : lists;
  if (asked.some((crl) => crl.revokes(certificate))) {
    throw new MtlsError('revoked', 'The certificate is revoked');
  }
  if (deciding.length > 0) return;
  if (lists.every((crl) => crl.thisUpdate > now)) {
    throw new MtlsError('crl-not-yet-valid', `The CRL of ${issuer.subject} is not valid yet`);
  }
  throw new MtlsError('crl-expired', `The CRL of ${issuer.subject} has expired`);
}

type Link = { subject: Certificate; issuer: Certificate };
type Search = {
  trust: Trust;
  now: Date;
  /** Where an issuer may be found, each once. */
  candidates: readonly Certificate[];
  anchors: ReadonlySet<string>;
  /** Issuers still to be tried. */
  tries: number;
  reason?: MtlsError;
};

const isSelfSigned = memoize((certificate) => issuedBy(certificate, certificate));

function memoize(ask: (certificate: Certificate) => boolean) {
  const known = new WeakMap<Certificate, boolean>();
  return (certificate: Certificate): boolean => {
    const answer = known.get(certificate) ?? ask(certificate);
    known.set(certificate, answer);
    return answer;
  };
}

function checkPath(path: readonly Link[], { trust, now }: Search): void {
  for (const { subject, issuer } of path) {
    checkValidity(subject, now);
    checkValidity(issuer, now);
  }
  for (const { subject, issuer } of path) checkRevocation(subject, issuer, trust, now);
  // A root may list itself.
  for (const { issuer } of path.slice(-1)) checkRevocation(issuer, issuer, trust, now);
}

/** Whether some path up to a root of the bundle passes every check; otherwise the reason is kept. */
function findPath(subject: Certificate, below: readonly Link[], search: Search): boolean {
  if (search.anchors.has(subject.x509.fingerprint256) && isSelfSigned(subject)) {
    try {
      checkPath(below, search);
      return true;
    } catch (error) {
      if (!(error instanceof MtlsError)) throw error;
      // Of several paths, one that has only expired says least.
      if (!search.reason || search.reason.code === 'expired') search.reason = error;
      return false;
    }
  }
  if (below.length >= MAX_DEPTH) return false;
  for (const issuer of search.candidates) {
    if (below.some((link) => link.subject === issuer) || issuer === subject) continue;
    if (!issuedBy(subject, issuer)) continue;
    search.tries -= 1;
    if (search.tries < 0) return false;
    if (findPath(issuer, [...below, { subject, issuer }], search)) return true;
  }
  return false;
}

/**
 * Checks a chain again, outside a handshake: signatures up to a root of the bundle, validity, and
 * revocation of each link. The handshake asks the same of the TLS library; this answers for files
 * before they are published and for connections that are already open. Like the library, it tries
 * every path: a CA that was renewed with the same key has two certificates, and one of them may
 * have expired.
 * @param chain the leaf first, then intermediates in any order.
 * @throws {MtlsError} `untrusted-issuer`, `expired`, `not-yet-valid`, `revoked`, `crl-…`.
 * @see RFC 5280 section 6
 */
export function verifyChain(chain: readonly Certificate[], trust: Trust, now: Date): void {
  const [leaf, ...intermediates] = chain;
  if (!leaf) throw new MtlsError('no-certificate', 'There is no certificate');
  const byFingerprint = new Map(
    [...trust.bundle, ...intermediates].map((ca) => [ca.x509.fingerprint256, ca]),
  );
  const search: Search = {
    trust,
    now,
    candidates: [...byFingerprint.values()],
    anchors: new Set(trust.bundle.map(({ x509 }) => x509.fingerprint256)),
    tries: MAX_TRIES,
  };
  if (findPath(leaf, [], search)) return;
  throw (
    search.reason ??
    new MtlsError('untrusted-issuer', 'No path leads to a root of the trust bundle')
  );
}
