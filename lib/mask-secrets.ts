/** Every credential that the project mints, as one pattern. The prefix and the public id stay. */
const CREDENTIALS =
  /\b(tg_(?:live|test)_[0-9A-Za-z]{8})[0-9A-Za-z]{4,}|\b(tg_(?:at|rt|cs|iv)_)[0-9A-Za-z_-]{4,}|\b(whsec_)[0-9A-Za-z+/=_-]{4,}/g;

const PEM_KEY = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[\s\S]*?-----END \1PRIVATE KEY-----/g;

/**
 * Replaces the secret part of each credential in a text, keeping what names it.
 *
 * Attack: a key pasted into a URL or a header that an error quotes would end in the log.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(CREDENTIALS, (_match, key?: string, token?: string, webhook?: string) => {
      return `${key ?? token ?? webhook}…`;
    })
    .replace(PEM_KEY, '[private key]');
}
