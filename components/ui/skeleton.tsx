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

/** Holds the place of a page: title, lead and rows at their later height. */
export function PageSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton className="mt-2 h-8 w-56" />
      <Skeleton className="mt-5 w-full max-w-md" />
      <div className="mt-10 border-t border-rule">
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="flex h-12 items-center gap-6 border-b border-rule">
            <Skeleton className="w-1/4" />
            <Skeleton className="w-1/3" />
            <Skeleton className="w-1/6" />
          </div>
        ))}
      </div>
    </div>
  );
}
