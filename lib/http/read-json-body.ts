import type { HttpRequest } from './http-message';
import { problem } from './problem';

export const MAX_BODY_BYTES = 1_048_576;

/**
 * Reads a JSON body within the limit, whatever Content-Length says.
 * @param readBody for a body that someone may have read already.
 * @returns the bytes as they came, and what they mean.
 * @throws {ProblemError} 415, 413 or 400 `invalid-json`.
 */
export async function readJsonBody(
  request: HttpRequest,
  readBody = () => request.readBody(MAX_BODY_BYTES),
): Promise<{ bytes: Uint8Array; value: unknown }> {
  const [type = ''] = (request.header('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') throw problem('unsupported-media-type');
  const encoding = request.header('content-encoding') ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    throw problem('unsupported-media-type', { detail: 'Send the body without Content-Encoding.' });
  }
  const bytes = await readBody();
  try {
    // Attack: bytes that are no UTF-8 would be stored as U+FFFD, equal to others that were not equal.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { bytes, value: JSON.parse(text) as unknown };
  } catch (cause) {
    throw problem('invalid-json', { cause });
  }
}

/** Whether the request announces a body. */
export function hasBody(request: HttpRequest): boolean {
  const chunked = request.header('transfer-encoding') !== null;
  return chunked || Number(request.header('content-length') ?? 0) > 0;
}
