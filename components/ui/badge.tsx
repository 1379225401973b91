import clsx from 'clsx';
import type { ReactNode } from 'react';

export type BadgeTone = 'neutral' | 'good' | 'bad' | 'waiting';

const TONES: Record<BadgeTone, string> = {
  neutral: 'text-quiet before:bg-outline',
  good: 'text-mtls before:bg-mtls',
  bad: 'text-accent before:bg-accent',
  waiting: 'text-api-key before:bg-api-key',
};

/** A state in a word. The word carries the meaning, the dot only repeats it. */
export function Badge({ tone = 'neutral', children }: { tone?: BadgeTone; children: ReactNode }) {
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-1.5 text-sm whitespace-nowrap before:size-2 before:rounded-full before:[print-color-adjust:exact]',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
