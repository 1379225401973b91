import type { ReactNode } from 'react';
import { sourceSerifText } from '../reading-typeface';
import { PublicFrame } from './public-frame';

/** The public shell as the layout of pages that are read: the only ones that ask for its face. */
export function ReadingFrame({ children }: { children: ReactNode }) {
  return (
    <PublicFrame>
      <div className={sourceSerifText.variable}>{children}</div>
    </PublicFrame>
  );
}
