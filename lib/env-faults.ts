import process from 'node:process';
import { createSecureContext } from 'node:tls';

type WorkloadSettings = {
  WORKLOAD_IDENTITY: 'files' | 'workload-api' | 'mesh';
  BILLING_URL: string;
  WORKLOAD_DIR?: string;
  SPIFFE_ENDPOINT_SOCKET?: string;
  MIN_TLS_GROUP?: string;
};

/** `unix:`, an absolute path, and no authority, query or fragment. */
const ENDPOINT_SOCKET = /^unix:\/\/\/[^\s?#]+$/;

/**
 * What is wrong with the settings of workload identity, as a sentence; undefined where nothing is.
 *
 * Either this process terminates TLS, with an identity from files or from a SPIFFE agent, or the mesh
 * beside it does. Never a mixture, in which each would think that the other checks.
 *
 * The specification allows `tcp://` for the agent as well. It is refused here: over TCP the agent
 * cannot tell which process asks.
 * @see SPIFFE_Workload_Endpoint.md section 4
 */
export function workloadIdentityFault(settings: WorkloadSettings): string | undefined {
  const { WORKLOAD_IDENTITY: mode, BILLING_URL, WORKLOAD_DIR, SPIFFE_ENDPOINT_SOCKET } = settings;
  const scheme = mode === 'mesh' ? 'http' : 'https';
  if (new URL(BILLING_URL).protocol !== `${scheme}:`) {
    return `BILLING_URL must begin with ${scheme}:// where WORKLOAD_IDENTITY=${mode}.`;
  }
  if (mode === 'mesh' && WORKLOAD_DIR) {
    return 'WORKLOAD_IDENTITY=mesh and WORKLOAD_DIR exclude each other.';
  }
  if (mode === 'workload-api' && !ENDPOINT_SOCKET.test(SPIFFE_ENDPOINT_SOCKET ?? '')) {
    return 'WORKLOAD_IDENTITY=workload-api needs SPIFFE_ENDPOINT_SOCKET=unix:///<absolute path of the socket>.';
  }
  if (settings.MIN_TLS_GROUP) return tlsGroupFault(settings.MIN_TLS_GROUP, mode);
  return undefined;
}

/**
 * Attack: a key exchange that was asked for and is not there must not be replaced by another in
 * silence. Recorded traffic could then be read by anyone who has a quantum computer later.
 */
function tlsGroupFault(
  group: string,
  mode: WorkloadSettings['WORKLOAD_IDENTITY'],
): string | undefined {
  if (mode === 'mesh') {
    return 'WORKLOAD_IDENTITY=mesh and MIN_TLS_GROUP exclude each other: the sidecar makes the handshake, so set it there.';
  }
  try {
    createSecureContext({ ecdhCurve: group });
    return undefined;
  } catch {
    const { node, openssl } = process.versions;
    return `MIN_TLS_GROUP=${group} needs OpenSSL 3.5, which Node 24 has: this is Node ${node} with OpenSSL ${openssl}. Use Node 24, or leave it out.`;
  }
}

const GROUPS = [
  ['AUTH_GITHUB_ID', 'AUTH_GITHUB_SECRET'],
  ['AUTH_GOOGLE_ID', 'AUTH_GOOGLE_SECRET'],
  ['AUTH_OIDC_ISSUER', 'AUTH_OIDC_ID', 'AUTH_OIDC_SECRET'],
  ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'],
  ['GOOGLE_DRIVE_CLIENT_ID', 'GOOGLE_DRIVE_CLIENT_SECRET'],
] as const;

type ProviderSettings = { [Name in (typeof GROUPS)[number][number]]?: string | undefined };

/**
 * What is wrong with the registration at a provider, as a sentence; undefined where nothing is. A
 * part of a registration is refused: the provider would silently not be offered.
 */
export function providerSettingsFault(settings: ProviderSettings): string | undefined {
  for (const group of GROUPS) {
    const missing = group.filter((name) => settings[name] === undefined);
    if (missing.length === 0 || missing.length === group.length) continue;
    const present = group.filter((name) => settings[name] !== undefined);
    return `${present.join(' and ')} ${present.length > 1 ? 'are' : 'is'} set, but ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not.`;
  }
  const issuer = settings.AUTH_OIDC_ISSUER;
  return issuer === undefined || isIssuer(issuer)
    ? undefined
    : 'AUTH_OIDC_ISSUER must be the provider’s issuer: a URL with https (http only on this machine), without user, query or fragment.';
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  if (search || hash || username || password || /[?#]$/.test(text)) return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}
