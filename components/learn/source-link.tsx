import Link from 'next/link';
import type { Anchor } from '@/lib/learn/anchor';
import { findAnchor } from '@/lib/learn/code-excerpt';

/** A link to the very line of the source, whichever number it has today. */
export function SourceLink({ anchor }: { anchor: Anchor }) {
  const line = findAnchor(anchor);
  return (
    <Link
      href={`/learn/source/${anchor.file}?line=${line}#line-${line}`}
      className="[overflow-wrap:anywhere]"
    >
      {anchor.file}:{line}
    </Link>
  );
}
