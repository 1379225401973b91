import type { IncomingMessage } from 'node:http';

const MAX_BODY_BYTES = 10_000;

/**
 * Reads a request body of a bounded size.
 * @throws {RangeError} when it is larger.
 */
export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw new RangeError('The body is too large.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * Reads a small request body.
 * @throws {RangeError} when it is larger than 10 kB.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request, MAX_BODY_BYTES)).toString('utf8');
}

/** Reads a posted HTML form. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await readBody(request));
}
