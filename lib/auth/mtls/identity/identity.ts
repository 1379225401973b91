import type { Certificate } from '../certificate/read-certificate';
import type { Crl } from '../certificate/read-crl';
import type { SpiffeId } from '../certificate/spiffe-id';

/** The PEM texts of an identity, not yet checked. `crl` is null without a CRL file. */
export type IdentityFiles = {
  layout: string;
  chain: string;
  key: string;
  bundle: string;
  crl: string | null;
};

/** All that a workload needs to prove who it is and to judge others, checked and of one moment. */
export type Identity = {
  id: SpiffeId;
  /** The leaf first, then its intermediates. */
  chain: readonly [Certificate, ...Certificate[]];
  chainPem: string;
  keyPem: string;
  /** The CAs of the trust domain. */
  bundle: readonly Certificate[];
  bundlePem: readonly string[];
  /** Empty where the trust domain publishes none: a short life is then the only revocation. */
  crls: readonly Crl[];
  /** The longest life of a leaf that is accepted, ours and a peer's; infinite where none is set. */
  maxLifetimeMs: number;
  /** The only key exchange that is accepted, ours and a peer's; undefined leaves it to TLS. */
  tlsGroup: string | undefined;
  /** SHA-256 of the files, so that the same files are never published twice. */
  digest: string;
};

/** Where a workload's identity comes from, now and after each renewal. */
export type IdentitySource = {
  /** The newest identity that passed every check. */
  current(): Identity;
  /** Calls the listener after each change; the result stops that. */
  onChange(listener: (identity: Identity) => void): () => void;
  /** Why the files on disk are not the identity in use; null while they are. */
  problem(): Error | null;
  close(): void;
};
