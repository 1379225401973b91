/** The three styles, by the one word that names each everywhere in this project. */
export const STYLES = ['api-key', 'oauth', 'mtls'] as const;

export type Style = (typeof STYLES)[number];

/** What each style is, in the words that every page of the tour uses. */
export const STYLE_TEXT: Record<Style, { name: string; door: string; gist: string }> = {
  'api-key': {
    name: 'API key',
    door: 'the script’s door',
    gist: 'One long random string. Whoever has it is its owner.',
  },
  oauth: {
    name: 'OAuth',
    door: 'the person’s door',
    gist: 'A person lends an app some of their rights, for a while.',
  },
  mtls: {
    name: 'mTLS',
    door: 'the service’s door',
    gist: 'Both ends prove a private key before the first byte of HTTP.',
  },
};

export function isStyle(text: string): text is Style {
  return STYLES.some((style) => style === text);
}
