import { lookup } from 'node:dns/promises';

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
