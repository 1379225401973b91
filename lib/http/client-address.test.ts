import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileAddressRanges } from './address-range';
import { resolveClientAddress } from './client-address';

const proxies = compileAddressRanges(['10.0.0.0/8', '::1/128']);
const nobody = compileAddressRanges([]);

test.each([
  ['no proxy, no header', '203.0.113.7', [], '203.0.113.7'],
  ['no proxy, forged header', '203.0.113.7', ['127.0.0.1'], '203.0.113.7'],
  ['one proxy', '10.0.0.1', ['203.0.113.7'], '203.0.113.7'],
  ['two proxies', '10.0.0.1', ['203.0.113.7, 10.0.0.2'], '203.0.113.7'],
  ['two lines', '10.0.0.1', ['203.0.113.7', '10.0.0.2'], '203.0.113.7'],
  ['forged before ours', '10.0.0.1', ['127.0.0.1, 203.0.113.7'], '203.0.113.7'],
  ['only proxies', '10.0.0.1', ['10.0.0.3, 10.0.0.2'], '10.0.0.3'],
  ['proxy that calls itself', '10.0.0.1', [], '10.0.0.1'],
  ['rubbish that must be believed', '10.0.0.1', ['127.0.0.1, rubbish'], null],
  ['hidden', '10.0.0.1', ['unknown'], null],
  ['a port', '10.0.0.1', ['203.0.113.7:51234'], '203.0.113.7'],
  ['a port of a proxy', '10.0.0.1', ['203.0.113.7:51234, 10.0.0.2:8080'], '203.0.113.7'],
  ['an IPv6 address with port', '10.0.0.1', ['[2001:db8::5]:443'], '2001:db8::5'],
  ['an IPv6 address that only looks so', '10.0.0.1', ['2001:db8::5:443'], '2001:db8::5:443'],
  ['brackets without a port', '10.0.0.1', ['[2001:db8::5]'], null],
  ['an IPv4 address in brackets', '10.0.0.1', ['[203.0.113.7]:80'], null],
  ['a port that is none', '10.0.0.1', ['203.0.113.7:http'], null],
  ['two ports', '10.0.0.1', ['203.0.113.7:80:80'], null],
  ['a name with a port', '10.0.0.1', ['localhost:80'], null],
  ['mapped peer', '::ffff:10.0.0.1', ['203.0.113.7'], '203.0.113.7'],
  ['no peer', undefined, ['203.0.113.7'], null],
])('%s', (_name, peer, lines, address) => {
  expect(resolveClientAddress(peer, lines, proxies)).toBe(address);
});

test('Attack A28: whatever a peer that is no proxy sends, its own address counts', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), (peer, lines) => {
      expect(resolveClientAddress(peer, lines, nobody)).toBe(peer);
    }),
  );
});

test('Attack A28: behind our proxy, what the client prepends changes nothing', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.array(fc.oneof(fc.ipV4(), fc.string())), (client, forged) => {
      fc.pre(!proxies(client));
      const line = [...forged.map((text) => text.replaceAll(',', '')), client].join(',');
      expect(resolveClientAddress('10.0.0.1', [line], proxies)).toBe(client);
    }),
  );
});
