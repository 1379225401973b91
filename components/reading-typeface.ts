import localFont from 'next/font/local';

/** For reading, and only where that is done: who imports it has it announced on all its pages. */
export const sourceSerifText = localFont({
  src: '../node_modules/@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2',
  variable: '--font-source-serif-text',
  weight: '400',
  adjustFontFallback: 'Times New Roman',
});
