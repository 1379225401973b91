import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { isPublicAddress, PUBLIC_ONLY, PUBLIC_OR_LOOPBACK } from './address-policy';
import { parseOutboundUrl, resolveAllowed, UrlNotAllowedError } from './outbound-url';

const PRIVATE_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const PREFIXES_V6 = [
  '::/128',
  '::1/128',
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** Any address inside one of the ranges. */
const within = (ranges: string[]) =>
  fc
    .tuple(fc.constantFrom(...ranges), fc.uint8Array({ minLength: 16, maxLength: 16 }))
    .map(([range, random]) => {
      const [network, bits] = ipaddr.parseCIDR(range);
      const bytes = network.toByteArray().map((byte, index) => {
        const kept = Math.min(8, Math.max(0, bits - index * 8));
        return byte | ((random[index] ?? 0) & (0xff >> kept));
      });
      return ipaddr.fromByteArray(bytes).toString();
    });

/** One IPv4 address in each notation that an HTTP client may understand. */
function notations(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  const octal = [a, b, c, d].map((part) => `0${part.toString(8)}`).join('.');
  const hex = [a, b, c, d].map((part) => `0x${part.toString(16)}`).join('.');
  const wide = address.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
  const group = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  return [
    address,
    `${address}.`,
    String(number),
    `0x${number.toString(16)}`,
    octal,
    hex,
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    wide,
    `[::ffff:${group}]`,
    `[::ffff:${address}]`,
    `[64:ff9b::${group}]`,
    `[2002:${group}::1]`,
    `[::${group}]`,
  ];
}

describe('which URLs a webhook may have', () => {
  it('refuses each private IPv4 address in every notation', () => {
    fc.assert(
      fc.property(within([...PRIVATE_V4, '169.254.169.254/32', '168.63.129.16/32']), (address) => {
        for (const host of notations(address)) {
          for (const url of [`https://${host}/`, `https://${host}:8443/x?y`]) {
            expect(() => parseOutboundUrl(url, PUBLIC_ONLY), url).toThrow(UrlNotAllowedError);
          }
        }
      }),
    );
  });

  it('refuses each IPv6 address that is not public', () => {
    fc.assert(
      fc.property(within(PREFIXES_V6), (address) => {
        expect(isPublicAddress(address), address).toBe(false);
        expect(() => parseOutboundUrl(`https://[${address}]/`, PUBLIC_ONLY)).toThrow(
          UrlNotAllowedError,
        );
      }),
    );
  });

  it('takes public addresses and names', () => {
    const urls = [
      'https://example.com/hook',
      'https://example.com:8443/hook?a=b',
      'https://93.184.215.14/',
      'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
    ];
    for (const url of urls) expect(parseOutboundUrl(url, PUBLIC_ONLY).href).toBe(url);
  });

  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'https://user:password@example.com/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://a.localhost/',
    'https://metadata.google.internal/computeMetadata/v1/',
    'https://printer.local/',
    'https://intranet/',
    'https://[fe80::1%25eth0]/',
    'not a url',
    '//example.com',
    '',
    `https://example.com/${'a'.repeat(2100)}`,
  ])('refuses %s', (url) => {
    expect(() => parseOutboundUrl(url, PUBLIC_ONLY)).toThrow(UrlNotAllowedError);
  });

  it('opens loopback, and http to it, only where the deployment says so', () => {
    for (const url of ['http://localhost:3160/', 'http://127.0.0.1:3160/', 'http://[::1]:3160/']) {
      expect(parseOutboundUrl(url, PUBLIC_OR_LOOPBACK).href).toBe(url);
      expect(() => parseOutboundUrl(url, PUBLIC_ONLY)).toThrow(UrlNotAllowedError);
    }
    for (const url of ['http://example.com/', 'http://10.0.0.1/', 'https://169.254.169.254/']) {
      expect(() => parseOutboundUrl(url, PUBLIC_OR_LOOPBACK)).toThrow(UrlNotAllowedError);
    }
  });

  it('refuses a name when only one of its addresses is private', async () => {
    const resolve = async () => ['93.184.215.14', '10.0.0.7'];
    const signal = new AbortController().signal;
    await expect(
      resolveAllowed(new URL('https://two.example/'), signal, PUBLIC_ONLY, resolve),
    ).rejects.toThrow(UrlNotAllowedError);
  });
});
