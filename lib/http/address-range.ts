import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Writes an address in one way: no zone, IPv4 out of its IPv6 mapping (`::ffff:127.0.0.1`), lower
 * case. Null for everything that is no address, so that the caller can refuse.
 */
export function normalizeAddress(text: string | null | undefined): string | null {
  // Node's pattern takes no other spelling of an IPv4 address than the canonical one.
  if (text && isIPv4(text)) return text;
  const address = text?.split('%')[0];
  if (!address || isIP(address) === 0) return null;
  return ipaddr.process(address).toString();
}

/** `v4:port` or `[v6]:port`: where the address ends can't be mistaken. */
const WITH_PORT = /^(?:([0-9.]+)|\[([0-9a-f:.]+)\]):[0-9]{1,5}$/i;

/**
 * The address in one entry of a forwarded header, with or without a port: Azure's Application Gateway
 * and IIS write one, RFC 7239 allows it. Null for everything else; `2001:db8::5:443` is an address.
 */
export function readForwardedAddress(entry: string): string | null {
  const [, v4, v6] = WITH_PORT.exec(entry) ?? [];
  if (v6 !== undefined && !isIPv6(v6)) return null;
  return normalizeAddress(v4 ?? v6 ?? entry);
}

/**
 * Reads one entry of an address list: CIDR, or a single address. Gives its canonical text, or
 * undefined where it is wrong or names host bits that the prefix would cut off.
 */
export function parseAddressRange(text: string): string | undefined {
  const range = readRange(text);
  return range && range.address === range.network ? `${range.network}/${range.bits}` : undefined;
}

/** Entries are quoted in messages up to this length. */
const MAX_QUOTED = 64;

/** Says which entry `parseAddressRange` did not take and why. */
export function describeWrongRange(text: string): string {
  const range = readRange(text);
  if (range) {
    const { address, network, bits } = range;
    return `${text.trim()} has host bits. Write ${network}/${bits} for the range, or ${address} for the one address.`;
  }
  const quoted = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
  return `"${quoted}" is not an IP address or a CIDR range. Write e.g. 203.0.113.7 or 203.0.113.0/24.`;
}

type Range = { address: string; network: string; bits: number };

function readRange(text: string): Range | undefined {
  const [address = '', prefix, ...rest] = text.trim().split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes('%')) return undefined;
  const parsed = ipaddr.parse(address);
  const width = family === 4 ? 32 : 128;
  if (prefix !== undefined && !/^(0|[1-9][0-9]{0,2})$/.test(prefix)) return undefined;
  const bits = prefix === undefined ? width : Number(prefix);
  if (bits > width) return undefined;
  // A mapped IPv4 address is normalised before it is matched, so a mapped range would never match.
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress()) return undefined;
  const network =
    parsed instanceof ipaddr.IPv4
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`);
  return { address: parsed.toString(), network: network.toString(), bits };
}

export type AddressMatcher = (address: string | null) => boolean;

/**
 * Compiles a list of ranges.
 *
 * Attack: an unknown or unparsable address, or one bad entry in the list, must not match "anything".
 * Both match nothing.
 */
export function compileAddressRanges(ranges: readonly string[]): AddressMatcher {
  // One list a family: Node's own would let an IPv6 range such as ::/0 match IPv4 addresses.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  const known = ranges.flatMap((range) => parseAddressRange(range) ?? []);
  if (known.length === 0) return () => false;
  for (const range of known) {
    const [network = '', prefix] = range.split('/');
    const family = familyOf(network);
    lists[family].addSubnet(network, Number(prefix), family);
  }
  return (text) => {
    const address = normalizeAddress(text);
    if (address === null) return false;
    const family = familyOf(address);
    return lists[family].check(address, family);
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

/** Whether every address of the inner range is in the outer one. Both as `parseAddressRange` writes. */
export function containsRange(outer: string, inner: string): boolean {
  const [network = '', prefix = ''] = inner.split('/');
  const [, outerPrefix = ''] = outer.split('/');
  return Number(outerPrefix) <= Number(prefix) && compileAddressRanges([outer])(network);
}
