import type { IncomingMessage } from 'node:http';
import { type AddressMatcher, normalizeAddress } from '@/lib/http/address-range';
import { resolveClientAddress } from '@/lib/http/client-address';
import type { ClientContext } from '@/lib/http/client-context';
import { newRequestId } from '@/lib/http/request-id';
import { readClientCertificate } from './read-client-certificate';
import { rawHeaderLines } from './strip-headers';

const REQUEST_ID = /^[0-9A-Za-z_-]{8,64}$/;

/**
 * Works out who calls, before any header is dropped. What a header says about that is taken from our
 * own proxy only.
 */
export function readClientContext(
  request: IncomingMessage,
  isTrustedProxy: AddressMatcher,
): ClientContext {
  const peer = request.socket.remoteAddress;
  const userAgent = request.headers['user-agent'] ?? null;
  if (!isTrustedProxy(peer ?? null)) {
    return { address: normalizeAddress(peer), requestId: newRequestId(), userAgent };
  }
  const named = String(request.headers['x-request-id'] ?? '');
  return {
    address: resolveClientAddress(peer, rawHeaderLines(request, 'x-forwarded-for'), isTrustedProxy),
    requestId: REQUEST_ID.test(named) ? named : newRequestId(),
    userAgent,
    certificate: readClientCertificate(request, isTrustedProxy),
  };
}
