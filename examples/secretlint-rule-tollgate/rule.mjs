import { crc32 } from 'node:zlib';

const KEY = /\btg_(?:live|test)_[0-9A-Za-z]{46}(?![0-9A-Za-z])/g;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM_DIGITS = 6;

function checksum(text) {
  let rest = crc32(text);
  let digits = '';
  for (let place = 0; place < CHECKSUM_DIGITS; place += 1) {
    digits = DIGITS[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

export const messages = {
  API_KEY: {
    en: ({ masked }) => `Tollgate API key ${masked}: take it out, then roll or revoke it.`,
  },
};

/**
 * A rule for secretlint 11 (Node 20) and later. The checksum keeps out what only looks like a key.
 * @see https://github.com/secretlint/secretlint/blob/master/docs/secretlint-rule.md
 */
export const creator = {
  messages,
  meta: {
    id: 'secretlint-rule-tollgate',
    type: 'scanner',
    recommended: true,
    supportedContentTypes: ['text'],
  },
  create(context) {
    const translate = context.createTranslator(messages, { defaultLocale: 'en' });
    return {
      file(source) {
        for (const match of source.content.matchAll(KEY)) {
          const [key] = match;
          if (checksum(key.slice(0, -CHECKSUM_DIGITS)) !== key.slice(-CHECKSUM_DIGITS)) continue;
          context.report({
            message: translate('API_KEY', { masked: `${key.slice(0, 16)}…` }),
            range: [match.index, match.index + key.length],
          });
        }
      },
    };
  },
};
