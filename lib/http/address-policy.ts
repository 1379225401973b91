import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/**
 * Which addresses a connection to a URL of a user's can reach: webhooks, and the documents of issuers and
 * OAuth clients. A list of what is allowed, not of what is forbidden: an
 * address that the library does not call plain unicast is refused, so a range that no one thought of
 * stays closed.
 */

/** Azure answers metadata and its host agent on a public address. */
const PUBLIC_BUT_INTERNAL = new Set(['168.63.129.16']);

/** All that is assigned for the public IPv6 internet. @see RFC 4291 section 2.4 */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

export type AddressPolicy = {
  /** Whether a connection to this address may be made. */
  allowsAddress: (address: string) => boolean;
  /** Whether plain http may be used to this host name. */
  allowsPlainHttp: (hostname: string) => boolean;
};

/**
 * Whether an address is on the public internet. IPv4 inside IPv6 (mapped, 6to4, NAT64, Teredo) is
 * never: it would reach an IPv4 host that was not looked at.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text) || PUBLIC_BUT_INTERNAL.has(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST);
}

/** 127.0.0.0/8 or ::1, written plainly. */
function isLoopbackAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.parse(text).range() === 'loopback';
}

/** The policy of every real deployment: https to public addresses, nothing else. */
export const PUBLIC_ONLY: AddressPolicy = {
  allowsAddress: isPublicAddress,
  allowsPlainHttp: () => false,
};

/** For one's own machine: the receiver of examples/ listens on loopback, without a certificate. */
export const PUBLIC_OR_LOOPBACK: AddressPolicy = {
  allowsAddress: (address) => isPublicAddress(address) || isLoopbackAddress(address),
  allowsPlainHttp: (hostname) =>
    hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[|\]$/g, '')),
};

/** Gives every address of a host name; rejects when there is none. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<string[]>;

/**
 * Asks the system's resolver, which knows `/etc/hosts` and search domains just as the connection
 * would.
 * @throws {Error} with the resolver's `code`, or the signal's reason when it was aborted first.
 */
export const resolveHost: ResolveHost = async (host, signal) => {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const found = await Promise.race([lookup(host, { all: true }), aborted]);
  return found.map(({ address }) => address);
};
