import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type AddressMatcher, normalizeAddress, readForwardedAddress } from './address-range';

/**
 * The address of the client: the socket's, or, where that peer is a trusted proxy, the first entry
 * from the right in `X-Forwarded-For` that is not one.
 *
 * Attack: a client writes its own `X-Forwarded-For`. A proxy appends to it, so only the right end can
 * be believed, and only as far as our own proxies go. A hop count would not do: it believes anyone who
 * connects directly.
 *
 * @param peer the socket's address.
 * @param forwardedFor every `X-Forwarded-For` value in order of appearance.
 * @returns null where an entry that must be believed is no address: what depends on it refuses.
 */
export function resolveClientAddress(
  peer: string | undefined,
  forwardedFor: readonly string[],
  isTrustedProxy: AddressMatcher,
): string | null {
  let address = normalizeAddress(peer);
  const hops = forwardedFor.flatMap((value) => value.split(',')).map((hop) => hop.trim());
  while (isTrustedProxy(address)) {
    const hop = hops.pop();
    if (hop === undefined) return address;
    address = readForwardedAddress(hop);
  }
  return address;
}

const IPV6_SITE_PARTS = 4;

/**
 * What is counted as one address: an IPv4 address, or an IPv6 /64, of which one customer has
 * 18 quintillion. All callers without a known address share one count.
 */
export function toAddressSubject(address: string | null): string {
  if (address === null) return 'unknown';
  if (isIP(address) !== 6) return address;
  const parsed = ipaddr.IPv6.parse(address);
  return `${parsed.parts
    .slice(0, IPV6_SITE_PARTS)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
