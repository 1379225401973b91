import { id_kp_clientAuth, id_kp_serverAuth } from '@peculiar/asn1-x509';
import { MtlsError } from '../mtls-error';
import type { Certificate } from './read-certificate';
import { parseSpiffeId, type SpiffeId } from './spiffe-id';

/** What the certificate is about to be used for. */
export type SvidPurpose = 'client' | 'server';

const PURPOSE_OID = { client: id_kp_clientAuth, server: id_kp_serverAuth };
const MIN_RSA_BITS = 2_048;
/** The curves that TLS 1.3 signs with, as OpenSSL names them. */
const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const DAY_MS = 86_400_000;

function checkKeyUsage({ isCa, keyUsage }: Certificate): void {
  if (isCa) throw new MtlsError('svid-is-ca', 'A CA certificate is no workload identity');
  if (!keyUsage) return;
  if (keyUsage.has('keyCertSign')) {
    throw new MtlsError('svid-may-sign-certificates', 'The key may sign certificates');
  }
  if (keyUsage.has('cRLSign')) throw new MtlsError('svid-may-sign-crls', 'The key may sign CRLs');
  if (!keyUsage.has('digitalSignature')) {
    throw new MtlsError('svid-may-not-sign', 'The key may not make signatures');
  }
}

/** An absent extension allows every purpose, as in RFC 5280; a present one must name ours. */
function checkPurpose({ extendedKeyUsage }: Certificate, purpose: SvidPurpose): void {
  if (extendedKeyUsage && !extendedKeyUsage.includes(PURPOSE_OID[purpose])) {
    throw new MtlsError('svid-wrong-purpose', `The certificate is not for a TLS ${purpose}`);
  }
}

/** TLS at its default security level would accept RSA of 1,024 bits. */
function checkKeyStrength({ x509 }: Certificate): void {
  const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey;
  const { namedCurve, modulusLength = 0 } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'rsa') {
    if (modulusLength >= MIN_RSA_BITS) return;
    throw new MtlsError(
      'svid-weak-key',
      `An RSA key of ${modulusLength} bits is weak: ${MIN_RSA_BITS} are needed`,
    );
  }
  if (asymmetricKeyType === 'ed25519') return;
  if (asymmetricKeyType === 'ec' && CURVES.has(namedCurve ?? '')) return;
  throw new MtlsError(
    'svid-unsupported-key',
    `A key of type ${namedCurve ?? asymmetricKeyType} is not supported: use P-256, P-384, P-521, Ed25519 or RSA`,
  );
}

/**
 * Attack: a short life is the first line of revocation, and a certificate for ten years has none.
 */
function checkLifetime({ notBefore, notAfter }: Certificate, maxLifetimeMs: number): void {
  if (notAfter.getTime() - notBefore.getTime() <= maxLifetimeMs) return;
  const [days, most] = [notAfter.getTime() - notBefore.getTime(), maxLifetimeMs].map((span) =>
    (span / DAY_MS).toFixed(1),
  );
  throw new MtlsError(
    'svid-lives-too-long',
    `The certificate is valid for ${days} days; SVID_MAX_LIFETIME_SECONDS allows ${most}`,
  );
}

function readId({ uriNames }: Certificate): SpiffeId {
  const [uri] = uriNames;
  if (uri === undefined || uriNames.length !== 1) {
    throw new MtlsError(
      'svid-uri-count',
      `Exactly one URI name is needed, ${uriNames.length} found`,
    );
  }
  const id = parseSpiffeId(uri);
  if (!id) throw new MtlsError('svid-not-a-spiffe-id', 'The URI name is not a SPIFFE ID');
  if (id.path === '') throw new MtlsError('svid-without-path', 'The ID names a whole trust domain');
  return id;
}

/**
 * Applies the rules of an X.509-SVID that the TLS library leaves out, and reads its SPIFFE ID. The
 * chain is not checked here.
 *
 * Attack: a CA certificate, or one with two names, passes a TLS handshake. Anyone who holds an
 * intermediate's key could then act as any workload without issuing a certificate first.
 * @param maxLifetimeMs the longest accepted time from notBefore to notAfter.
 * @throws {MtlsError} naming the broken rule.
 * @see X509-SVID.md section 5
 */
export function checkSvid(
  certificate: Certificate,
  purpose: SvidPurpose,
  maxLifetimeMs = Number.POSITIVE_INFINITY,
): SpiffeId {
  checkKeyUsage(certificate);
  checkPurpose(certificate, purpose);
  checkKeyStrength(certificate);
  checkLifetime(certificate, maxLifetimeMs);
  return readId(certificate);
}
