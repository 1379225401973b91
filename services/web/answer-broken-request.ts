import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_TYPE_BASE, PROBLEMS, type ProblemSlug } from '@/lib/http/problem-catalog';
import { newRequestId } from '@/lib/http/client-context';

const STATUS_LINES: Record<string, { line: string; slug: ProblemSlug }> = {
  HPE_HEADER_OVERFLOW: { line: '431 Request Header Fields Too Large', slug: 'malformed-request' },
  ERR_HTTP_REQUEST_TIMEOUT: { line: '408 Request Timeout', slug: 'malformed-request' },
};

const MALFORMED = { line: '400 Bad Request', slug: 'malformed-request' as const };

/** How long a sender that does not hang up may take to read why it was refused. */
const LINGER_MS = 2_000;

/** The answer to the newest request of a connection whose head was good, and the one before it. */
type Turn = { answer: ServerResponse; before: ServerResponse | undefined };

const turns = new WeakMap<Socket, Turn>();

/** Remembers what is still to be answered before anything else on this connection. */
export function trackInFlightResponse(response: ServerResponse): void {
  // Not the answer's own socket: a pipelined one has none until its turn.
  const { socket } = response.req;
  turns.set(socket, { answer: response, before: turns.get(socket)?.answer });
}

/** Connections that hear no more than this one refusal. */
const refused = new WeakSet<Socket>();

/**
 * Answers what Node's parser refused or no longer waits for, and ends the connection.
 *
 * Attack: a request that two parsers read as a different number of requests (two lengths, a length
 * and chunks, a bare line feed). One answer, in its turn after those to the good requests before it,
 * then nothing more that comes on that connection is answered.
 *
 * Attack: a body that breaks off or never ends. Its request is answered here, at once: anyone who works
 * on it waits for the rest.
 * @see RFC 9112 section 11.2
 */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (refused.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  refused.add(socket);
  const { answer, before } = turns.get(socket) ?? {};
  if (!answer || answer.req.complete) {
    afterAnswer(answer, () => endSocket(socket, refusalOf(error)));
    return;
  }
  afterAnswer(before, () => {
    if (!answer.headersSent) endSocket(socket, refusalOf(error));
    else afterAnswer(answer, () => endSocket(socket));
  });
}

function afterAnswer(answer: ServerResponse | undefined, act: () => void): void {
  if (!answer || answer.writableFinished) act();
  else answer.once('close', act);
}

/** Attack: a peer that never hangs up would keep the connection, and the place of its request. */
function endSocket(socket: Socket, last = ''): void {
  socket.end(last);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}

function refusalOf(error: NodeJS.ErrnoException): string {
  const { line, slug } = STATUS_LINES[error.code ?? ''] ?? MALFORMED;
  const requestId = newRequestId();
  const body = JSON.stringify({
    type: `${PROBLEM_TYPE_BASE}${slug}`,
    title: PROBLEMS[slug].title,
    status: Number(line.slice(0, 3)),
    detail: PROBLEMS[slug].remedy,
    request_id: requestId,
  });
  return [
    `HTTP/1.1 ${line}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    '',
    body,
  ].join('\r\n');
}
