const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Attack: an address that some parser reads differently, or that travels in clear, hands codes to
 * others. Only https, or http on the own machine; no user, no fragment, written the normal way.
 */
export function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const secure =
    url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  const plain = !url.username && !url.password && !text.includes('#') && !text.includes('*');
  return secure && plain && (url.href === text || url.href === `${text}/`);
}

/** Whether an address leads to a program on the own machine, which any program there can be. */
export function isLoopbackUri(text: string): boolean {
  return LOOPBACK.has(new URL(text).hostname);
}
