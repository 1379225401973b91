import clsx from 'clsx';
import type { RefusalPath } from '@/lib/learn/recorded/refusal-path';

/** The stylesheet times each gate by how many there are and which it is; none of it is inline. */
const COUNTS = [
  'refusal-path-1',
  'refusal-path-2',
  'refusal-path-3',
  'refusal-path-4',
  'refusal-path-5',
] as const;

type RefusalPathProps = {
  path: RefusalPath;
  /** The guard that refuses, in words. */
  guard: string;
};

/**
 * One request passing check after check until one refuses it. It moves once, by the stylesheet alone;
 * with reduced motion, and on paper, it stands where it was stopped.
 */
export function RefusalPathFigure({ path: { passed, seen }, guard }: RefusalPathProps) {
  return (
    <ol className={clsx('refusal-path', COUNTS[passed.length])}>
      {passed.map(({ text, detail }, index) => (
        <li key={`${text} ${index}`} className="refusal-gate">
          <Gate className="text-mtls" cut="M8.4 13.6l2.3 2.4 4.6-5" />
          <span className="block text-sm leading-snug">{text}</span>
          <span className="block text-xs text-quiet">{detail ?? 'passed'}</span>
        </li>
      ))}
      <li className="refusal-gate refusal-stop">
        <span aria-hidden className="refusal-request" />
        <Gate className="text-accent" cut="M9 10.5l6 6M15 10.5l-6 6" />
        <span className="block text-sm leading-snug font-semibold">{guard}</span>
        <span className="block text-xs font-semibold text-accent [overflow-wrap:anywhere]">
          Refused: {seen}
        </span>
      </li>
    </ol>
  );
}

function Gate({ className, cut }: { className: string; cut: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden
      focusable="false"
      className={clsx('refusal-mark size-8', className)}
    >
      <path
        d="M4 22V11a8 8 0 0 1 16 0v11"
        fill="var(--paper)"
        stroke="currentColor"
        strokeWidth="1.8"
      />
      <path d={cut} fill="none" stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}
