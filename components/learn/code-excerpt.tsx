import { PageLink } from '@/components/ui/page-link';
import { cutExcerpt, findLine, SourceRefError } from '@/lib/learn/code-excerpt';
import type { SourceRef } from '@/lib/trace/step';
import { CodeLines } from './code-lines';

/** Code cut from the source as it is now, with the line that matters marked. */
export function CodeExcerpt({ code, title }: { code: SourceRef; title?: string }) {
  const { lines, firstLine, highlighted, file } = cutExcerpt(code);
  return (
    <figure className="min-w-0">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-6 pb-2 text-sm">
        {title && <span className="font-semibold">{title}</span>}
        <SourceLink code={code} />
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
 * A link to the line of the source, whatever number it has today. A reference that leads nowhere
 * links to the file; a test keeps that from being released.
 */
export function SourceLink({ code }: { code: SourceRef }) {
  const [file] = code.split('#', 1);
  const line = lineOf(code);
  if (line === undefined) return <PageLink href={`/learn/source/${file}`}>{file}</PageLink>;
  return (
    <PageLink
      href={`/learn/source/${file}?line=${line}#line-${line}`}
      className="[overflow-wrap:anywhere]"
    >
      {file}:{line}
    </PageLink>
  );
}

function lineOf(code: SourceRef): number | undefined {
  try {
    return findLine(code);
  } catch (error) {
    if (error instanceof SourceRefError) return undefined;
    throw error;
  }
}
