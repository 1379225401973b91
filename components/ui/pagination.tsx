import { PageLink } from '@/components/ui/page-link';

type PaginationProps = {
  /** The path with every query parameter but `cursor`. */
  path: string;
  cursor?: string | undefined;
  nextCursor: string | null;
};

/** Onwards through a list by cursor, and back to its start. */
export function Pagination({ path, cursor, nextCursor }: PaginationProps) {
  if (!cursor && !nextCursor) return null;
  const joint = path.includes('?') ? '&' : '?';
  return (
    <nav aria-label="Pages of this list" className="no-print mt-6 flex gap-6 text-sm">
      {cursor && <PageLink href={path}>First page</PageLink>}
      {nextCursor && (
        <PageLink href={`${path}${joint}cursor=${encodeURIComponent(nextCursor)}`} rel="next">
          Next page
        </PageLink>
      )}
    </nav>
  );
}
