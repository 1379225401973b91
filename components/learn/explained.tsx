import { PageLink } from '@/components/ui/page-link';
import type { Piece } from '@/lib/learn/glossary';

/** A text whose terms lead to the glossary where they first occur. */
export function Explained({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map(({ text, term }) =>
    term ? (
      <PageLink
        key={term.slug}
        href={`/learn/glossary#${term.slug}`}
        title={term.text}
        className="text-inherit decoration-dotted"
      >
        {text}
      </PageLink>
    ) : (
      text
    ),
  );
}
