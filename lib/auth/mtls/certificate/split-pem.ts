import { TimeSlice } from './time-slice';

export type PemBlock = { label: string; pem: string; der: Buffer };

/** A block whose Base64 text has not been read yet. */
type Span = { label: string; pem: string; base64: string };

const BOUNDARY = /-----(BEGIN|END) ([A-Z0-9 ]+)-----/g;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** @throws {TypeError} when a boundary is missing or two blocks overlap. */
function findSpans(text: string): Span[] {
  const spans: Span[] = [];
  let open: { label: string; start: number; content: number } | undefined;
  for (const match of text.matchAll(BOUNDARY)) {
    const [boundary, kind, label = ''] = match;
    const end = match.index + boundary.length;
    if (kind === 'BEGIN') {
      if (open) throw new TypeError(`A block "${open.label}" has no end`);
      open = { label, start: match.index, content: end };
      continue;
    }
    if (open?.label !== label) throw new TypeError(`A block "${label}" has no beginning`);
    const base64 = text.slice(open.content, match.index);
    spans.push({ label, pem: `${text.slice(open.start, end)}\n`, base64 });
    open = undefined;
  }
  if (open) throw new TypeError(`A block "${open.label}" has no end`);
  if (spans.length === 0 && text.includes('-----')) throw new TypeError('A block is torn');
  return spans;
}

/** @throws {TypeError} when the text is not Base64. */
function decode(label: string, text: string): Buffer {
  const base64 = text.replace(/\s+/g, '');
  if (!BASE64.test(base64) || base64.length % 4 !== 0) {
    throw new TypeError(`A block "${label}" is not base64`);
  }
  return Buffer.from(base64, 'base64');
}

/**
 * Splits a PEM text into its blocks. Text between blocks is allowed, half a block is not.
 *
 * Attack: Node accepts an empty or truncated `ca` without a word and then trusts a part of it or
 * nothing at all, and it reads only the first CRL of a joined text. So each block is taken apart
 * here and a torn file is an error.
 * @throws {TypeError} when a block is torn.
 * @see RFC 7468
 */
export function splitPem(text: string): PemBlock[] {
  return findSpans(text).map(({ label, pem, base64 }) => ({
    label,
    pem,
    der: decode(label, base64),
  }));
}

const CHUNK = 65_536;

/**
 * The same for a text of any size, in small slices of time. The blocks come without their PEM text.
 * @throws {TypeError} when a block is torn.
 */
export async function splitLargePem(text: string): Promise<Omit<PemBlock, 'pem'>[]> {
  const blocks: Omit<PemBlock, 'pem'>[] = [];
  for (const { label, base64: spaced } of findSpans(text)) {
    const base64 = spaced.trimEnd();
    const parts: Buffer[] = [];
    let left = '';
    for (let start = 0; start < base64.length; start += CHUNK) {
      const isLast = start + CHUNK >= base64.length;
      const piece = left + base64.slice(start, start + CHUNK).replace(/\s+/g, '');
      // Four characters are three bytes: what does not divide waits for the next chunk.
      const whole = isLast ? piece.length : piece.length - (piece.length % 4);
      left = piece.slice(whole);
      if (whole > 0) parts.push(decode(label, piece.slice(0, whole)));
      if (!isLast && piece.includes('=')) throw new TypeError(`A block "${label}" is not base64`);
      if (!isLast) await new TimeSlice().rest();
    }
    blocks.push({ label, der: Buffer.concat(parts) });
  }
  return blocks;
}
