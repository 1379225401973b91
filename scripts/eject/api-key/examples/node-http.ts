import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { type HttpRequest, splitTarget } from '@/lib/http/http-message';
import type { ClientContext } from '../host';
import { answer } from './api';
import { announce, PORT, prepare } from './start';

await prepare();

createServer((incoming, outgoing) => {
  void answer(toRequest(incoming), toCaller(incoming)).then(({ status, headers, body }) => {
    outgoing.writeHead(status, headers).end(body);
  });
}).listen(PORT, announce);

function toRequest(incoming: IncomingMessage): HttpRequest {
  return {
    method: incoming.method ?? 'GET',
    ...splitTarget(incoming.url ?? '/'),
    header(name) {
      const values = incoming.headersDistinct[name];
      return values ? values.join(', ') : null;
    },
    async readBody() {
      const parts: Buffer[] = [];
      for await (const part of incoming) parts.push(part as Buffer);
      return Buffer.concat(parts);
    },
  };
}

/** Behind a proxy, take the address from what that proxy writes, and from no other. */
function toCaller(incoming: IncomingMessage): ClientContext {
  return {
    address: incoming.socket.remoteAddress ?? null,
    requestId: `req_${randomUUID()}`,
    userAgent: incoming.headers['user-agent'] ?? null,
  };
}
