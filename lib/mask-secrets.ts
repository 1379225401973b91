/**
 * Every credential that the project mints, and the tokens of the providers that it connects to, as
 * one pattern. The prefix and the public id stay.
 */
const CREDENTIALS =
  /\b(tg_(?:live|test)_[0-9A-Za-z]{8})[0-9A-Za-z]{4,}|\b(tg_(?:at|rt|cs|iv)_)[0-9A-Za-z_-]{4,}|\b(whsec_)[0-9A-Za-z+/=_-]{4,}|\b(xox[a-z](?:\.xox[a-z])?-|ya29\.|gh[opsur]_)[0-9A-Za-z._-]{4,}/g;

/** A signed token of another issuer: the header's first letters stay. @see RFC 7519 */
const JWT = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;

const PEM_KEY = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[\s\S]*?-----END \1PRIVATE KEY-----/g;

/**
 * Replaces the secret part of each credential in a text, keeping what names it.
 *
 * Attack: a key pasted into a URL or a header that an error quotes would end in the log.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(CREDENTIALS, (_match, ...groups: (string | undefined)[]) => {
      return `${groups.slice(0, 4).find((group) => group !== undefined)}…`;
    })
    .replace(JWT, 'eyJ…')
    .replace(PEM_KEY, '[private key]');
}
