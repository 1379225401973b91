import type { IncomingMessage } from 'node:http';
import { describeHeaderName } from './header-name';

/** Drops what a client may not say about itself, in both forms in which Node keeps headers. */
export function stripHeaders(request: IncomingMessage): void {
  const raw = request.rawHeaders;
  let kept = 0;
  for (let index = 0; index < raw.length; index += 2) {
    const written = raw[index] ?? '';
    const { name, stripped } = describeHeaderName(written);
    if (stripped) {
      delete request.headers[name];
      continue;
    }
    raw[kept] = written;
    raw[kept + 1] = raw[index + 1] ?? '';
    kept += 2;
  }
  raw.length = kept;
}

/** Every line of one header, as it came. */
export function rawHeaderLines({ rawHeaders }: IncomingMessage, name: string): string[] {
  const lines: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) lines.push(rawHeaders[index + 1] ?? '');
  }
  return lines;
}
