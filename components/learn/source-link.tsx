import { PageLink } from '@/components/ui/page-link';
import type { Anchor } from '@/lib/learn/anchor';
import { AnchorError, findAnchor } from '@/lib/learn/code-excerpt';

/**
 * A link to the very line of the source, whichever number it has today. Where the line has gone, the
 * link leads to the file; a test keeps that from being released.
 */
export function SourceLink({ anchor }: { anchor: Anchor }) {
  const line = lineOf(anchor);
  if (line === undefined)
    return <PageLink href={`/learn/source/${anchor.file}`}>{anchor.file}</PageLink>;
  return (
    <PageLink
      href={`/learn/source/${anchor.file}?line=${line}#line-${line}`}
      className="[overflow-wrap:anywhere]"
    >
      {anchor.file}:{line}
    </PageLink>
  );
}

function lineOf(anchor: Anchor): number | undefined {
  try {
    return findAnchor(anchor);
  } catch (error) {
    if (error instanceof AnchorError) return undefined;
    throw error;
  }
}
