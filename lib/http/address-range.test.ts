import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import {
  compileAddressRanges,
  containsRange,
  describeWrongRange,
  normalizeAddress,
  parseAddressRange,
} from './address-range';

const v4 = fc.ipV4();
const v6 = fc.ipV6();

describe('a range', () => {
  test.each([
    ['127.0.0.0/8', '127.0.0.0/8'],
    ['203.0.113.7', '203.0.113.7/32'],
    [' 10.0.0.0/8 ', '10.0.0.0/8'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['::1', '::1/128'],
    ['0.0.0.0/0', '0.0.0.0/0'],
  ])('%s is %s', (text, canonical) => expect(parseAddressRange(text)).toBe(canonical));

  test.each([
    '',
    '10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '0x7f.0.0.1',
    '127.1',
    '010.0.0.1',
    'localhost',
    '::ffff:10.0.0.0/104',
    'fe80::1%eth0',
    '2001:db8::1/32',
    '*',
  ])('%s is none', (text) => expect(parseAddressRange(text)).toBeUndefined());

  test('that is wrong is named, with what is wrong about it', () => {
    expect(describeWrongRange('999.1.1.1')).toBe(
      '"999.1.1.1" is not an IP address or a CIDR range. Write e.g. 203.0.113.7 or 203.0.113.0/24.',
    );
    expect(describeWrongRange('203.0.113.7/24')).toBe(
      '203.0.113.7/24 has host bits. Write 203.0.113.0/24 for the range, or 203.0.113.7 for the one address.',
    );
    expect(describeWrongRange('2001:db8::1/32')).toContain('2001:db8::/32 for the range');
    expect(describeWrongRange('x'.repeat(9_000)).length).toBeLessThan(200);
  });

  test('takes exactly the addresses that share its prefix', () => {
    fc.assert(
      fc.property(v4, v4, fc.integer({ min: 0, max: 32 }), (one, other, bits) => {
        const network = ipaddr.IPv4.networkAddressFromCIDR(`${one}/${bits}`).toString();
        const inside = ipaddr.IPv4.parse(other).match(ipaddr.IPv4.parse(network), bits);
        const matches = compileAddressRanges([`${network}/${bits}`]);
        expect(matches(other)).toBe(inside);
        expect(matches(one)).toBe(true);
        expect(matches(`::ffff:${one}`)).toBe(true);
      }),
    );
  });

  test('the same for IPv6, in every spelling', () => {
    fc.assert(
      fc.property(v6, v6, fc.integer({ min: 0, max: 128 }), (one, other, bits) => {
        const parsed = ipaddr.IPv6.parse(one);
        fc.pre(!parsed.isIPv4MappedAddress() && !ipaddr.IPv6.parse(other).isIPv4MappedAddress());
        const network = ipaddr.IPv6.networkAddressFromCIDR(`${one}/${bits}`);
        fc.pre(!network.isIPv4MappedAddress());
        const matches = compileAddressRanges([`${network.toString()}/${bits}`]);
        expect(matches(other)).toBe(ipaddr.IPv6.parse(other).match(network, bits));
        expect(matches(parsed.toNormalizedString())).toBe(true);
      }),
    );
  });

  test('a narrower one lies within', () => {
    expect(containsRange('10.0.0.0/8', '10.1.0.0/16')).toBe(true);
    expect(containsRange('10.1.0.0/16', '10.0.0.0/8')).toBe(false);
    expect(containsRange('10.0.0.0/8', '11.0.0.0/16')).toBe(false);
    expect(containsRange('::/0', '10.0.0.0/8')).toBe(false);
    expect(compileAddressRanges(['::/0'])('127.0.0.1')).toBe(false);
  });
});

describe('what is unknown matches nothing', () => {
  const everything = compileAddressRanges(['0.0.0.0/0', '::/0']);

  test.each([null, '', 'unknown', '_hidden', '127.0.0.1:80', '[::1]', '1.2.3', '0x7f000001'])(
    '%s',
    (address) => expect(everything(address)).toBe(false),
  );

  test('an empty list and a broken entry match nothing', () => {
    expect(compileAddressRanges([])('127.0.0.1')).toBe(false);
    expect(compileAddressRanges(['nonsense'])('127.0.0.1')).toBe(false);
  });

  test('any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => everything(text) === (normalizeAddress(text) !== null)),
    );
  });
});

test('one address is written one way', () => {
  for (const text of ['::ffff:127.0.0.1', '::ffff:7f00:1', '127.0.0.1']) {
    expect(normalizeAddress(text)).toBe('127.0.0.1');
  }
  expect(normalizeAddress('fe80::1%eth0')).toBe('fe80::1');
});
