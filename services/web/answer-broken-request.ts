import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_TYPE_BASE, PROBLEMS, type ProblemSlug } from '@/lib/http/problem-catalog';
import { newRequestId } from '@/lib/http/request-id';

const STATUS_LINES: Record<string, { line: string; slug: ProblemSlug }> = {
  HPE_HEADER_OVERFLOW: { line: '431 Request Header Fields Too Large', slug: 'malformed-request' },
  ERR_HTTP_REQUEST_TIMEOUT: { line: '408 Request Timeout', slug: 'malformed-request' },
};

const MALFORMED = { line: '400 Bad Request', slug: 'malformed-request' as const };

/**
 * Answers what Node's parser refused, and ends the connection.
 *
 * Attack: a request that two parsers read as a different number of requests (two lengths, a length
 * and chunks, a bare line feed). One answer, in its turn after those to the good requests before it,
 * then nothing more is read from that connection.
 * @see RFC 9112 section 11.2
 */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const before = latest.get(socket);
  if (!before || before.writableFinished) writeRefusal(error, socket);
  else before.once('close', () => writeRefusal(error, socket));
}

/** The answer to the newest good request of each connection. */
const latest = new WeakMap<Socket, ServerResponse>();

/** Remembers what is still to be answered before anything else on this connection. */
export function noteAnswer(response: ServerResponse): void {
  if (response.socket) latest.set(response.socket, response);
}

function writeRefusal(error: NodeJS.ErrnoException, socket: Socket): void {
  const { line, slug } = STATUS_LINES[error.code ?? ''] ?? MALFORMED;
  const requestId = newRequestId();
  const body = JSON.stringify({
    type: `${PROBLEM_TYPE_BASE}${slug}`,
    title: PROBLEMS[slug].title,
    status: Number(line.slice(0, 3)),
    detail: PROBLEMS[slug].remedy,
    request_id: requestId,
  });
  socket.end(
    [
      `HTTP/1.1 ${line}`,
      'Connection: close',
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      '',
      body,
    ].join('\r\n'),
  );
}
