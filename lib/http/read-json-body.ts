import { problem } from './problem';

export const MAX_BODY_BYTES = 1_048_576;

/**
 * Reads a JSON body within the limit, whatever Content-Length says.
 * @returns the bytes as they came, and what they mean.
 * @throws {ProblemError} 415, 413 or 400 `invalid-json`.
 */
export async function readJsonBody(
  request: Request,
): Promise<{ bytes: Uint8Array; value: unknown }> {
  const { headers } = request;
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') throw problem('unsupported-media-type');
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    throw problem('unsupported-media-type', { detail: 'Send the body without Content-Encoding.' });
  }
  const bytes = await readBody(request);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { bytes, value: JSON.parse(text) as unknown };
  } catch (cause) {
    throw problem('invalid-json', { cause });
  }
}

/**
 * The bytes of a body.
 * @param limit in bytes; 1 MiB where left out.
 * @throws {ProblemError} 413 `body-too-large`, as soon as it is.
 */
export async function readBody(request: Request, limit = MAX_BODY_BYTES): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > limit) throw problem('body-too-large');
  if (announced > 0) return readWhole(request, limit);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.byteLength;
    if (length > limit) throw problem('body-too-large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Node's parser holds the sender to the announced length, so the whole is within the limit. */
async function readWhole(request: Request, limit: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > limit) throw problem('body-too-large');
  return bytes;
}
