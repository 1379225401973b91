import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** One X.509-SVID as the Workload API delivers it, not yet judged. */
export type X509Svid = {
  spiffeId: string;
  /** The leaf, then its intermediates. */
  chain: readonly X509Certificate[];
  /** PKCS #8. */
  keyPem: string;
  /** The CAs of the SVID's own trust domain. */
  bundle: readonly X509Certificate[];
  /** What the operator says the SVID is for; empty where they say nothing. */
  hint: string;
};

/** All that one message of the API holds. */
export type X509Context = {
  /** The default SVID first. */
  svids: readonly [X509Svid, ...X509Svid[]];
  /** DER. */
  crls: readonly Buffer[];
  /** The CAs of other trust domains, by trust domain (`partner.example`). */
  federatedBundles: ReadonlyMap<string, readonly X509Certificate[]>;
};

const bytes = z.instanceof(Buffer);
const responseSchema = z.object({
  svids: z
    .array(
      z.object({
        spiffeId: z.string(),
        x509Svid: bytes,
        x509SvidKey: bytes,
        bundle: bytes,
        hint: z.string(),
      }),
    )
    .default([]),
  crl: z.array(bytes).default([]),
  federatedBundles: z.record(z.string(), bytes).default({}),
});

/**
 * Takes certificates apart that follow one another in DER, without anything between them.
 * @throws {TypeError} when there is none, or something else follows.
 */
function splitDer(what: string, der: Buffer): X509Certificate[] {
  const certificates: X509Certificate[] = [];
  let rest = der;
  while (rest.length > 0) {
    let certificate: X509Certificate;
    try {
      certificate = new X509Certificate(rest);
    } catch (cause) {
      throw new TypeError(`The ${what} is not a sequence of DER certificates`, { cause });
    }
    const { raw } = certificate;
    // Node also reads PEM, from anywhere in the bytes; that would be another certificate.
    if (!raw.equals(rest.subarray(0, raw.length))) {
      throw new TypeError(`The ${what} is not DER`);
    }
    certificates.push(certificate);
    rest = rest.subarray(raw.length);
  }
  if (certificates.length === 0) throw new TypeError(`The ${what} is empty`);
  return certificates;
}

function readKey(der: Buffer): string {
  try {
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    // Without the cause: nothing of a key belongs into a log.
    throw new TypeError('The private key is not unencrypted PKCS #8');
  }
}

/**
 * Reads one message of FetchX509SVID. Its certificates are parsed, not verified.
 * @throws {TypeError} when a part of it cannot be read.
 */
export function readX509Context(response: unknown): X509Context {
  const parsed = responseSchema.safeParse(response);
  if (!parsed.success) throw new TypeError('Not an X509SVIDResponse');
  const [first, ...others] = parsed.data.svids.map(
    ({ spiffeId, x509Svid, x509SvidKey, bundle, hint }): X509Svid => ({
      spiffeId,
      chain: splitDer('X.509-SVID', x509Svid),
      keyPem: readKey(x509SvidKey),
      bundle: splitDer('trust bundle', bundle),
      hint,
    }),
  );
  if (!first) throw new TypeError('The Workload API sent no X.509-SVID');
  const federated = Object.entries(parsed.data.federatedBundles).map(
    ([id, der]) =>
      [id.replace(/^spiffe:\/\//, ''), splitDer(`federated bundle of ${id}`, der)] as const,
  );
  for (const { spiffeId, chain } of [first, ...others]) {
    const names = chain[0]?.subjectAltName?.split(', ') ?? [];
    if (!names.includes(`URI:${spiffeId}`)) {
      throw new TypeError(`The X.509-SVID of ${spiffeId} is another's`);
    }
  }
  return {
    svids: [first, ...others],
    crls: parsed.data.crl,
    federatedBundles: new Map(federated),
  };
}
