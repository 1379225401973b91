export type PemBlock = { label: string; pem: string; der: Buffer };

const BOUNDARY = /-----(BEGIN|END) ([A-Z0-9 ]+)-----/g;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

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
  const blocks: PemBlock[] = [];
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
    const base64 = text.slice(open.content, match.index).replace(/\s+/g, '');
    if (!BASE64.test(base64) || base64.length % 4 !== 0) {
      throw new TypeError(`A block "${label}" is not base64`);
    }
    const pem = `${text.slice(open.start, end)}\n`;
    blocks.push({ label, pem, der: Buffer.from(base64, 'base64') });
    open = undefined;
  }
  if (open) throw new TypeError(`A block "${open.label}" has no end`);
  if (blocks.length === 0 && text.includes('-----')) throw new TypeError('A block is torn');
  return blocks;
}
