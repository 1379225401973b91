import { PageLink } from '@/components/ui/page-link';
import type { Anchor } from '@/lib/learn/anchor';
import { AnchorError, cutExcerpt, findAnchor } from '@/lib/learn/code-excerpt';
import { CodeLines } from './code-lines';

/** Code cut from the source as it is now, with the line that matters marked. */
export function CodeExcerpt({ anchor, title }: { anchor: Anchor; title?: string }) {
  const { lines, firstLine, highlighted, file } = cutExcerpt(anchor);
  return (
    <figure className="min-w-0">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-6 pb-2 text-sm">
        {title && <span className="font-semibold">{title}</span>}
        <SourceLink anchor={anchor} />
      </figcaption>
      <CodeLines
        lines={lines}
        firstLine={firstLine}
        highlighted={highlighted}
        label={`Code of ${file}`}
      />
    </figure>
  );
}

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
