import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

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
