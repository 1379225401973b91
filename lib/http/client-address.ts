import { type AddressMatcher, normalizeAddress, readForwardedAddress } from './address-range';

/**
 * The address of the client: the socket's, or, where that peer is a trusted proxy, the first entry
 * from the right in `X-Forwarded-For` that is not one.
 *
 * Attack: a client writes its own `X-Forwarded-For`. A proxy appends to it, so only the right end can
 * be believed, and only as far as our own proxies go. A hop count would not do: it believes whoever
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
