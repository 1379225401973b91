import { isIP } from 'node:net';
import { getEnv } from '@/lib/env';
import {
  type AddressPolicy,
  PUBLIC_ONLY,
  PUBLIC_OR_LOOPBACK,
  type ResolveHost,
  resolveHost,
} from './address-policy';

/** The server does not connect there. The message says why, in words for the owner of the URL. */
export class UrlNotAllowedError extends Error {
  override name = 'UrlNotAllowedError';
}

const MAX_URL_LENGTH = 2048;

/** Names that mean "inside": RFC 6761, RFC 6762, RFC 8375, and what networks commonly use. */
const INTERNAL_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/;

/**
 * The policy of this deployment. Loopback is open only where both switches say so: a forgotten
 * variable on a production host opens nothing.
 */
function deploymentPolicy(): AddressPolicy {
  const { DEPLOYMENT, WEBHOOK_ALLOW_LOOPBACK } = getEnv();
  return DEPLOYMENT === 'local' && WEBHOOK_ALLOW_LOOPBACK ? PUBLIC_OR_LOOPBACK : PUBLIC_ONLY;
}

/** The host of a URL without IPv6 brackets and final dot. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/**
 * Reads a URL that a user gave us to connect to, and refuses what can be refused without asking DNS. The URL parser turns
 * decimal, octal, hexadecimal, short and full-width IPv4 into four decimal numbers, so one notation
 * is left to check.
 * @throws {UrlNotAllowedError}
 */
export function parseOutboundUrl(text: string, policy = deploymentPolicy()): URL {
  if (text.length > MAX_URL_LENGTH) {
    throw new UrlNotAllowedError(`The URL is longer than ${MAX_URL_LENGTH} characters.`);
  }
  if (!URL.canParse(text)) throw new UrlNotAllowedError('This is no URL.');
  const url = new URL(text);
  const host = hostOf(url);
  const plain = url.protocol === 'http:' && policy.allowsPlainHttp(host);
  if (url.protocol !== 'https:' && !plain) throw new UrlNotAllowedError('The URL must be https.');
  if (url.username || url.password) {
    throw new UrlNotAllowedError('The URL must not carry a user name or password.');
  }
  if (isIP(host) !== 0) requireAddress(host, policy);
  else if (!policy.allowsPlainHttp(host) && (INTERNAL_NAME.test(host) || !host.includes('.'))) {
    throw new UrlNotAllowedError('The host name is not one of the public internet.');
  }
  return url;
}

/**
 * The addresses of a URL's host, each of them checked.
 *
 * Attack: a name with one public and one private address, hoping that the client falls back to the
 * second. One bad address refuses the name.
 * @throws {UrlNotAllowedError} for an address that the policy refuses.
 * @throws {Error} when the name does not resolve.
 */
export async function resolveAllowed(
  url: URL,
  signal: AbortSignal,
  policy: AddressPolicy = deploymentPolicy(),
  resolve: ResolveHost = resolveHost,
): Promise<string[]> {
  const host = hostOf(url);
  const addresses = isIP(host) === 0 ? await resolve(host, signal) : [host];
  for (const address of addresses) requireAddress(address, policy);
  return addresses;
}

function requireAddress(address: string, policy: AddressPolicy): void {
  if (policy.allowsAddress(address)) return;
  throw new UrlNotAllowedError('The host is not on the public internet.');
}
