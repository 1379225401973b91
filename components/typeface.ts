import localFont from 'next/font/local';

/**
 * The three faces, self-hosted from npm. Next.js derives a fallback of the same width for each, so
 * nothing moves when they arrive.
 */

/** For headings and reading. */
export const sourceSerif = localFont({
  src: '../node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
  variable: '--font-source-serif',
  weight: '200 900',
  adjustFontFallback: 'Times New Roman',
});

/** For the interface. Drawn so that similar letters stay different. */
export const atkinson = localFont({
  src: '../node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2',
  variable: '--font-atkinson',
  weight: '200 800',
});

/** For what goes over the wire: 0 and O, 1, l and I can be told apart in a key. */
export const atkinsonMono = localFont({
  src: '../node_modules/@fontsource-variable/atkinson-hyperlegible-mono/files/atkinson-hyperlegible-mono-latin-wght-normal.woff2',
  variable: '--font-atkinson-mono',
  weight: '200 800',
  adjustFontFallback: false,
  // Small texts only: on a slow line it may come after what is read first.
  preload: false,
});

/** The class names that define the faces' CSS variables, for `<html>`. */
export const typefaceClass = `${sourceSerif.variable} ${atkinson.variable} ${atkinsonMono.variable}`;
