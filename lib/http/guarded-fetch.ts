import { isIPv6, type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import type { AddressPolicy, ResolveHost } from './address-policy';
import { parseOutboundUrl, resolveAllowed } from './outbound-url';

export type GuardedFetchOptions = {
  policy: AddressPolicy;
  timeoutMs: number;
  /** More than this is an error, not cut off. */
  maxBytes: number;
  resolve?: ResolveHost;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | undefined;
};

export type GuardedAnswer = {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
};

/**
 * Asks a URL that a user or a stranger named: resolves the host, checks every address,
 * connects to exactly those, follows no redirect, reads a bounded body.
 * @throws {UrlNotAllowedError} where the URL leads inside.
 * @throws {Error} when the host does not answer in time, or sends more than `maxBytes`.
 */
export async function guardedFetch(
  address: string,
  options: GuardedFetchOptions,
): Promise<GuardedAnswer> {
  const { policy, timeoutMs, maxBytes, resolve, method = 'GET', headers, body } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const url = parseOutboundUrl(address, policy);
  const addresses = await resolveAllowed(url, signal, policy, resolve);
  const agent = new Agent({
    connect: { lookup: pinTo(addresses), timeout: timeoutMs },
    pipelining: 0,
  });
  try {
    const answer = await request(url, {
      dispatcher: agent,
      signal,
      method,
      headers: headers ?? { accept: 'application/json' },
      body: body ?? null,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > maxBytes) throw new Error(`The document is larger than ${maxBytes} bytes.`);
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    return { status: answer.statusCode, body: text, headers: answer.headers };
  } finally {
    await agent.destroy();
  }
}

/**
 * Attack: DNS rebinding. The name gives a public address to the check and a private one a
 * millisecond later to the connection. The connection asks no one: it gets the checked addresses.
 */
export function pinTo(addresses: readonly string[]): LookupFunction {
  const pinned = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (hostname, options, callback) => {
    const [first] = pinned;
    if (!first) callback(new Error(`No address of ${hostname} was checked.`), '');
    else if (options.all) callback(null, pinned);
    else callback(null, first.address, first.family);
  };
}
