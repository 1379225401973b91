import type { ReactNode } from 'react';
import { sourceSerifText } from '../reading-typeface';
import type { AppHeaderActions } from './app-header';
import { PublicFrame } from './public-frame';

type ReadingFrameProps = { actions: AppHeaderActions; children: ReactNode };

/** The public shell as the layout of pages that are read: the only ones that ask for its face. */
export function ReadingFrame({ actions, children }: ReadingFrameProps) {
  return (
    <PublicFrame actions={actions}>
      <div className={sourceSerifText.variable}>{children}</div>
    </PublicFrame>
  );
}
