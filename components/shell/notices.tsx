'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { NoticeView } from './notice';

const NoticeToasts = dynamic(async () => (await import('./notice-toasts')).NoticeToasts, {
  ssr: false,
});

type NoticesProps = { view: NoticeView | null; undo: (form: FormData) => Promise<void> };

/**
 * Says once what was just done. What draws the toasts loads with the first of them, and stays: the
 * next page has no notice while the toast is still being read.
 */
export function Notices({ view, undo }: NoticesProps) {
  const [used, setUsed] = useState(view !== null);
  if (view && !used) setUsed(true);
  return used && <NoticeToasts view={view} undo={undo} />;
}
