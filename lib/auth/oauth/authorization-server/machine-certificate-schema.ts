import { type KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { describeCertificate } from './machine-certificate';

const MAX_CERTIFICATE_CHARACTERS = 16_384;
const MIN_RSA_BITS = 2048;
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

/**
 * A machine client's certificate: PEM in, DER in base64 out. Of several, as in a chain, the first
 * counts, which is the machine's own. Each refusal is a sentence for the person who pasted it.
 */
export const machineCertificateSchema = z
  .string()
  .max(MAX_CERTIFICATE_CHARACTERS, 'This is longer than a certificate.')
  .transform((pem, context) => {
    const x509 = readPem(pem);
    if (x509 instanceof X509Certificate) return x509.raw.toString('base64');
    context.addIssue({ code: 'custom', message: x509 });
    return z.NEVER;
  });

/** The certificate, or why it is refused. */
function readPem(pem: string): X509Certificate | string {
  if (pem.includes('PRIVATE KEY-----'))
    return 'This holds a private key, which must stay with the machine. Give the certificate alone.';
  if (pem.includes('CERTIFICATE REQUEST-----'))
    return 'This is a request for a certificate. Give the certificate that was made from it.';
  const begins = pem.indexOf('-----BEGIN CERTIFICATE-----');
  if (begins < 0)
    return 'This is no certificate in PEM: that begins "-----BEGIN CERTIFICATE-----".';
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(pem.slice(begins));
  } catch {
    return 'This certificate is damaged. Copy it whole, from its BEGIN line to its END line.';
  }
  return refuseContent(x509) ?? x509;
}

/**
 * Attack: names, a date or a key that OpenSSL passes on and nobody can read. Bound, it would fail
 * every list of the workspace's apps from then on.
 */
function refuseContent(x509: X509Certificate): string | undefined {
  try {
    describeCertificate(x509.raw.toString('base64'));
    return refuseDates(x509) ?? refuseKey(x509.publicKey);
  } catch {
    return 'The names, dates or key in this certificate cannot be read. Make it anew.';
  }
}

/** @throws {RangeError} where one is no date. */
function refuseDates({ validFrom, validTo }: X509Certificate): string | undefined {
  const [from, until] = [new Date(validFrom).toISOString(), new Date(validTo).toISOString()];
  const now = new Date().toISOString();
  if (until < now) return `This certificate expired on ${until}.`;
  if (from > now) return `This certificate is not valid before ${from}.`;
  return undefined;
}

function refuseKey({ asymmetricKeyType: type, asymmetricKeyDetails }: KeyObject) {
  const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails ?? {};
  const taken =
    type === 'ed25519' ||
    (type === 'rsa' && modulusLength >= MIN_RSA_BITS) ||
    (type === 'ec' && CURVES.includes(namedCurve));
  if (taken) return undefined;
  return `This certificate's key is not taken. Use EC on P-256, P-384 or P-521, Ed25519, or RSA from ${MIN_RSA_BITS} bits.`;
}
