import http from 'node:http';
import net, { type AddressInfo, type LookupFunction, type TcpNetConnectOpts } from 'node:net';
import ipaddr from 'ipaddr.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AddressPolicy, PUBLIC_ONLY } from '@/lib/http/address-policy';
import { sendWebhook } from './send-webhook';

/**
 * A53, where the network translates: a gateway takes what is sent to 64:ff9b::/96 (NAT64) or to
 * 2002::/16 (6to4) out of its IPv6 address and brings it to the IPv4 host inside. Few machines stand
 * in such a network, so its gateway is played here, between `net.connect` and the system.
 * @see RFC 6052 section 2, RFC 3056 section 2
 */

const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');
const SIX_TO_FOUR = ipaddr.parseCIDR('2002::/16');

/** The IPv4 host that the gateway would bring a connection to; the address itself where it has none. */
function translate(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const inner = ipaddr.IPv6.parse(address);
  const bytes = inner.toByteArray();
  if (inner.match(NAT64)) return bytes.slice(12).join('.');
  return inner.match(SIX_TO_FOUR) ? bytes.slice(2, 6).join('.') : address;
}

/** Every address of a name, as it comes out of the gateway. */
function translating(lookup: LookupFunction): LookupFunction {
  return (name, options, done) =>
    lookup(name, { ...options, all: true }, (error, found) => {
      const all = Array.isArray(found) ? found.map(({ address }) => translate(address)) : [];
      const [first = ''] = all;
      if (error || !options.all) done(error, first, net.isIP(first));
      else
        done(
          null,
          all.map((address) => ({ address, family: net.isIP(address) })),
        );
    });
}

let inside: http.Server;
let connections = 0;
let port = 0;

beforeEach(async () => {
  inside = http.createServer((_request, response) => response.end('inside'));
  connections = 0;
  inside.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
  port = (inside.address() as AddressInfo).port;
  const connect = net.connect;
  vi.spyOn(net, 'connect').mockImplementation(((options: TcpNetConnectOpts) => {
    const { host = '', lookup } = options;
    const through = { ...options, host: translate(host) };
    return connect(lookup ? { ...through, lookup: translating(lookup) } : through);
  }) as typeof net.connect);
});
afterEach(() => {
  vi.restoreAllMocks();
  inside.closeAllConnections();
  inside.close();
});

const never = new AbortController().signal;
const policy = { ...PUBLIC_ONLY, allowsPlainHttp: () => true };
const ANYWHERE: AddressPolicy = { allowsAddress: () => true, allowsPlainHttp: () => true };
const to = (host: string) => ({ url: `http://${host}:${port}/`, headers: {}, body: '{}' });

test.each(['64:ff9b::7f00:1', '64:ff9b::127.0.0.1', '2002:7f00:1::1', '2002:7f00:1:5::9'])(
  'blocks [%s] without connecting; without the guard the gateway leads inside',
  async (address) => {
    const guarded = await sendWebhook(to(`[${address}]`), never, { policy });
    expect([guarded.outcome, connections]).toEqual(['blocked', 0]);
    const unguarded = await sendWebhook(to(`[${address}]`), never, { policy: ANYWHERE });
    expect([unguarded.outcome, unguarded.response]).toEqual(['delivered', 'inside']);
  },
);

test.each(['64:ff9b::7f00:1', '2002:7f00:1::1'])(
  'blocks a name that stands for %s; without the guard the gateway leads inside',
  async (address) => {
    const resolve = async () => [address];
    const guarded = await sendWebhook(to('translated.example'), never, { policy, resolve });
    expect([guarded.outcome, connections]).toEqual(['blocked', 0]);
    const without = { policy: ANYWHERE, resolve };
    const unguarded = await sendWebhook(to('translated.example'), never, without);
    expect([unguarded.outcome, unguarded.response]).toEqual(['delivered', 'inside']);
  },
);

/** A guard that takes the outer address for what it looks like: on the public IPv6 internet. */
test.each(['64:ff9b::7f00:1', '2002:7f00:1::1'])(
  'a list of private ranges alone, which %s is in none of, would let it through',
  async (address) => {
    const PRIVATE = new Set(['private', 'loopback', 'linkLocal', 'uniqueLocal', 'unspecified']);
    const naive: AddressPolicy = {
      allowsAddress: (text) => !PRIVATE.has(ipaddr.parse(text).range()),
      allowsPlainHttp: () => true,
    };
    const result = await sendWebhook(to(`[${address}]`), never, { policy: naive });
    expect(result.outcome).toBe('delivered');
  },
);
