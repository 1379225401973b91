import clsx from 'clsx';

/** Holds the place of one line while it loads. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={clsx(
        'block h-4 animate-pulse rounded-sm bg-rule motion-reduce:animate-none',
        className,
      )}
    />
  );
}
