import type { TLSSocket } from 'node:tls';
import { LRUCache } from 'lru-cache';
import { checkSvid, type SvidPurpose } from './certificate/check-svid';
import { type Certificate, readCertificate } from './certificate/read-certificate';
import type { SpiffeId } from './certificate/spiffe-id';
import { verifyChain } from './certificate/verify-chain';
import type { Identity } from './identity/identity';
import { MtlsError } from './mtls-error';
import { crlsFitTls } from './tls-options';

/** The other end of a connection: who it is, and the chain that proved it. */
export type Peer = {
  id: SpiffeId;
  certificate: Certificate;
  /** The leaf first, then what else the peer sent, in its order. */
  chain: readonly Certificate[];
};

/** What a person sees of one certificate. */
export type PeerView = {
  spiffeId: string;
  serial: string;
  notBefore: Date;
  notAfter: Date;
  issuer: string;
};

/** Makes the view of a certificate; a CA without a SPIFFE ID is shown by its subject. */
export function toPeerView(certificate: Certificate): PeerView {
  return {
    spiffeId: certificate.uriNames[0] ?? certificate.subject,
    serial: certificate.serial,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    issuer: certificate.issuer,
  };
}

const MAX_CHAIN = 16;
const MAX_READ = 256;

const chains = new WeakMap<TLSSocket, readonly Certificate[]>();
/** By fingerprint: reading one takes longer than verifying it, and callers come back. */
const read = new LRUCache<string, Certificate>({ max: MAX_READ });

function readOnce(fingerprint256: string, der: Buffer): Certificate {
  const known = read.get(fingerprint256);
  if (known) return known;
  const certificate = readCertificate(der);
  read.set(fingerprint256, certificate);
  return certificate;
}

/** A certificate as Node hands it out, linked to the one that issued it. */
export type PresentedCertificate = {
  raw: Buffer;
  fingerprint256: string;
  issuerCertificate?: PresentedCertificate;
};

/**
 * The path from a leaf as `checkServerIdentity` gets it.
 * @throws {Error} when a certificate of the chain cannot be read.
 */
export function readPresentedChain(leaf: PresentedCertificate | undefined): Certificate[] {
  const chain: Certificate[] = [];
  const seen = new Set<string>();
  let next = leaf;
  while (next?.raw && !seen.has(next.fingerprint256) && chain.length < MAX_CHAIN) {
    seen.add(next.fingerprint256);
    chain.push(readOnce(next.fingerprint256, next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}

/**
 * The certificates that the other end presented, the leaf first; empty where there is none. Read
 * once per connection: they are gone when it is closed, and Node hands the chain out only once.
 *
 * `getPeerX509Certificate` links all of them in the order in which they were sent;
 * `getPeerCertificate` leaves out one that was sent before the certificate that it issued.
 * @throws {Error} when one of them cannot be read.
 */
export function readPeerChain(socket: TLSSocket): readonly Certificate[] {
  const known = chains.get(socket);
  if (known) return known;
  const chain: Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next && chain.length < MAX_CHAIN) {
    chain.push(readOnce(next.fingerprint256, next.raw));
    next = next.issuerCertificate;
  }
  if (chain.length > 0) chains.set(socket, chain);
  return chain;
}

/**
 * Reads who the other end is. The handshake has verified the chain; this applies the SVID rules
 * that it leaves out.
 *
 * Attack: the bundle belongs to one trust domain. A CA of it must not be able to name workloads of
 * another one.
 * @throws {MtlsError} naming the broken rule.
 */
export function readPeer(socket: TLSSocket, identity: Identity, purpose: SvidPurpose): Peer {
  const chain = readPeerChain(socket);
  const [certificate] = chain;
  if (!certificate) throw new MtlsError('no-certificate', 'The peer has no certificate');
  const id = checkSvid(certificate, purpose, identity.maxLifetimeMs);
  if (id.trustDomain !== identity.id.trustDomain) {
    throw new MtlsError('trust-domain-mismatch', `${id.id} is of another trust domain`);
  }
  // Attack: lists too large for the TLS library were not asked in the handshake.
  if (!crlsFitTls(identity.crls)) verifyChain(chain, identity, new Date());
  return { id, certificate, chain };
}
