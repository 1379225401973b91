import type { Anchor } from '@/lib/learn/anchor';
import { cutExcerpt } from '@/lib/learn/code-excerpt';
import { CodeLines } from './code-lines';
import { SourceLink } from './source-link';

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
