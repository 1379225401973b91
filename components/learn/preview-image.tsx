import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ImageResponse } from 'next/og';
import type { CSSProperties, ReactNode } from 'react';

/** The size that link previews are made for, in pixels. */
export const PREVIEW_SIZE = { width: 1200, height: 630 };

type Preview = {
  eyebrow: string;
  title: string;
  /** What the caller sees when it is refused. */
  refusal: string;
};

const PAPER = '#fbfaf6';
const INK = '#22211d';
const QUIET = '#5c5850';
const ACCENT = '#a5301a';

/**
 * A link's preview, drawn in this process with the project's own fonts. A character that they lack
 * would be fetched from outside, so a test holds that every text is made of theirs.
 */
export function createPreview({ eyebrow, title, refusal }: Preview): ImageResponse {
  return new ImageResponse(
    <Box
      style={{
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'space-between',
        width: '100%',
        height: '100%',
        padding: 72,
        background: PAPER,
        color: INK,
        fontFamily: 'Atkinson',
      }}
    >
      <Box style={{ display: 'flex', fontSize: 30, color: QUIET }}>{eyebrow}</Box>
      <Box style={{ display: 'flex', fontFamily: 'Source Serif', fontSize: 68, lineHeight: 1.1 }}>
        {title}
      </Box>
      <Box style={{ display: 'flex', alignItems: 'center', width: '100%', height: 96 }}>
        <Box style={{ width: 18, height: 18, borderRadius: 9, background: ACCENT }} />
        <Box style={{ width: 120, height: 3, background: ACCENT }} />
        <svg width="84" height="96" viewBox="0 0 24 24" fill="none" stroke={ACCENT}>
          <path d="M4 22V11a8 8 0 0 1 16 0v11M9 10.5l6 6M15 10.5l-6 6" strokeWidth="2" />
        </svg>
        <Box style={{ display: 'flex', flex: 1, marginLeft: 28, fontSize: 32, color: ACCENT }}>
          {refusal}
        </Box>
      </Box>
      <Box style={{ display: 'flex', fontSize: 28 }}>Tollgate: API key, OAuth or mTLS?</Box>
    </Box>,
    { ...PREVIEW_SIZE, fonts: [...fonts()] },
  );
}

/** A box of the picture. This is no page: the image has no stylesheet, so it is styled inline. */
function Box(props: { style: CSSProperties; children?: ReactNode }) {
  return <div {...props} />;
}

function* fonts() {
  yield {
    name: 'Atkinson',
    weight: 400 as const,
    data: readFont('atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal'),
  };
  yield {
    name: 'Source Serif',
    weight: 600 as const,
    data: readFont('source-serif-4/files/source-serif-4-latin-600-normal'),
  };
}

function readFont(name: string): Buffer {
  const file = `node_modules/@fontsource/${name}.woff`;
  return readFileSync(path.join(/*turbopackIgnore: true*/ process.cwd(), file));
}
