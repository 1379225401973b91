import type { IncomingMessage } from 'node:http';
import type { AddressMatcher } from '@/lib/http/address-range';
import { resolveClientAddress } from '@/lib/http/client-address';
import type { ClientContext } from '@/lib/http/client-context';
import { newRequestId } from '@/lib/http/request-id';
import { readClientCertificate } from './read-client-certificate';
import { rawHeaderLines } from './strip-headers';

const REQUEST_ID = /^[0-9A-Za-z_-]{8,64}$/;

/** Works out who calls, before any header is dropped. A request id is taken from our own proxy only. */
export function readClientContext(
  request: IncomingMessage,
  isTrustedProxy: AddressMatcher,
): ClientContext {
  const peer = request.socket.remoteAddress;
  const address = resolveClientAddress(
    peer,
    rawHeaderLines(request, 'x-forwarded-for'),
    isTrustedProxy,
  );
  const named = String(request.headers['x-request-id'] ?? '');
  const keep = REQUEST_ID.test(named) && isTrustedProxy(peer ?? null);
  return {
    address,
    requestId: keep ? named : newRequestId(),
    userAgent: request.headers['user-agent'] ?? null,
    certificate: readClientCertificate(request, isTrustedProxy),
  };
}
