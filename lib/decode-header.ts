/** Controls, marks that turn the direction of text, ends of lines: nothing that a header may bring in. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of a header as its sender meant it. Node.js reads each byte of a header as one character
 * (Latin-1), so that `Büro` sent as UTF-8 arrives as `BÃ¼ro`. What is no UTF-8, or is decoded already,
 * is left as it is: decoding twice does no harm.
 *
 * Attack: UTF-8 can write what Latin-1 can't, such as a mark that turns the rest of the line around
 * in front of the owner. A text with one stays in Latin-1.
 * @see RFC 9110 section 5.5
 */
export function decodeHeader(value: string): string {
  if (!/[\x80-\xff]/.test(value) || /[^\0-\xff]/.test(value)) return value;
  try {
    const text = utf8.decode(Buffer.from(value, 'latin1'));
    return INVISIBLE.test(text) ? value : text;
  } catch {
    return value;
  }
}
