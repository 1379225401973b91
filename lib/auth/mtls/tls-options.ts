import { constants } from 'node:crypto';
import type { ConnectionOptions, TlsOptions } from 'node:tls';
import type { Crl } from './certificate/read-crl';
import type { Identity } from './identity/identity';

/** About 10,000 entries. OpenSSL reads lists on the event loop, 1 ms for each 1,000 entries. */
const MAX_TLS_CRL_BYTES = 400_000;

/**
 * Whether the lists are small enough for the TLS library. If not, `readPeer` and `checkServer` ask
 * for revocation themselves at each connection.
 */
export function crlsFitTls(crls: readonly Crl[]): boolean {
  return crls.reduce((sum, { der }) => sum + der.length, 0) <= MAX_TLS_CRL_BYTES;
}

function toPem({ der }: Crl): string {
  return `-----BEGIN X509 CRL-----\n${der.toString('base64')}\n-----END X509 CRL-----\n`;
}

function tlsCrls(crls: readonly Crl[]): string[] | undefined {
  return crlsFitTls(crls) ? crls.map(toPem) : undefined;
}

/** What both ends share. Whole on purpose: what is left out falls back to Node's defaults. */
function identityOptions(identity: Identity) {
  return {
    cert: identity.chainPem,
    key: identity.keyPem,
    // Attack: without `ca` Node trusts every public CA of its own list.
    ca: [...identity.bundlePem],
    // An array: of a joined text Node reads only the first CRL.
    crl: identity.crls.length > 0 ? tlsCrls(identity.crls) : undefined,
    minVersion: 'TLSv1.3' as const,
    maxVersion: 'TLSv1.3' as const,
    ...(identity.tlsGroup ? { ecdhCurve: identity.tlsGroup } : {}),
  };
}

/**
 * The server's TLS options, all of them, for `createServer` and for each `setSecureContext`, which
 * replaces everything: an option left out there is an option switched off.
 */
export function serverTlsOptions(identity: Identity): TlsOptions {
  return {
    ...identityOptions(identity),
    requestCert: true,
    rejectUnauthorized: true,
    // Attack: a resumed session is not verified again. An expired or revoked client with an old
    // ticket would be let in, so there are no tickets.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}

/** The client's TLS options. Who the server must be is checked by the caller. */
export function clientTlsOptions(identity: Identity): ConnectionOptions {
  return {
    ...identityOptions(identity),
    // Explicit: NODE_TLS_REJECT_UNAUTHORIZED=0 would otherwise switch the check off.
    rejectUnauthorized: true,
  };
}
