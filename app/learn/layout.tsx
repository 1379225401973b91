import type { ReactNode } from 'react';
import { HEADER_ACTIONS } from '@/app/(app)/header-actions';
import { ReadingFrame } from '@/components/shell/reading-frame';

export default function LearnLayout({ children }: { children: ReactNode }) {
  return <ReadingFrame actions={HEADER_ACTIONS}>{children}</ReadingFrame>;
}
