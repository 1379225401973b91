/** Why an identity, a peer or a set of files is refused. For logs and tests, never for the peer. */
export type MtlsReason =
  | 'svid-is-ca'
  | 'svid-may-sign-certificates'
  | 'svid-may-sign-crls'
  | 'svid-may-not-sign'
  | 'svid-wrong-purpose'
  | 'svid-uri-count'
  | 'svid-not-a-spiffe-id'
  | 'svid-without-path'
  | 'svid-weak-key'
  | 'svid-unsupported-key'
  | 'svid-lives-too-long'
  | 'trust-domain-mismatch'
  | 'not-yet-valid'
  | 'expired'
  | 'revoked'
  | 'untrusted-issuer'
  | 'crl-missing'
  | 'crl-unsupported'
  | 'crl-expired'
  | 'crl-not-yet-valid'
  | 'files-missing'
  | 'files-torn'
  | 'workload-api-unavailable'
  | 'key-mismatch'
  | 'key-encrypted'
  | 'bundle-empty'
  | 'handshake-fails'
  | 'wrong-peer'
  | 'no-certificate';

/** A refusal with its exact reason. */
export class MtlsError extends Error {
  override name = 'MtlsError';

  constructor(
    readonly code: MtlsReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
