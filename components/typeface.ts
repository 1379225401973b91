import localFont from 'next/font/local';

/**
 * The three faces, self-hosted from npm: a file for each weight that is used, since one for all
 * weights is twice as long. Next.js derives a fallback of the same width for each, so nothing moves
 * when they arrive.
 */

/** For headings. */
export const sourceSerif = localFont({
  src: '../node_modules/@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2',
  variable: '--font-source-serif',
  weight: '600',
  adjustFontFallback: 'Times New Roman',
});

/** For the interface. Drawn so that similar letters stay different. */
export const atkinson = localFont({
  src: [
    {
      path: '../node_modules/@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal.woff2',
      weight: '400',
    },
    {
      path: '../node_modules/@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-600-normal.woff2',
      weight: '600',
    },
  ],
  variable: '--font-atkinson',
});

/** For what goes over the wire: 0 and O, 1, l and I can be told apart in a key. */
export const atkinsonMono = localFont({
  src: '../node_modules/@fontsource/atkinson-hyperlegible-mono/files/atkinson-hyperlegible-mono-latin-400-normal.woff2',
  variable: '--font-atkinson-mono',
  weight: '400',
  adjustFontFallback: false,
  // Small texts only: on a slow line it may come after what is read first.
  preload: false,
});

/** The class names that define the faces' CSS variables, for `<html>`. */
export const typefaceClass = [sourceSerif, atkinson, atkinsonMono]
  .map(({ variable }) => variable)
  .join(' ');
