import type { ReactNode } from 'react';
import { PageLink } from '@/components/ui/page-link';
import { neighboursOf } from '@/lib/learn/chapters';

type ChapterPageProps = {
  /** The chapter's own path, to find its neighbours. */
  href: string;
  title: ReactNode;
  lead: ReactNode;
  children: ReactNode;
};

/** A chapter of the tour: a title, one sentence, the matter, and where to go on. */
export function ChapterPage({ href, title, lead, children }: ChapterPageProps) {
  const { before, after } = neighboursOf(href);
  return (
    <article className="min-w-0">
      <p className="text-sm">
        <PageLink href="/learn">The tour</PageLink>
      </p>
      <h1 className="mt-2 text-3xl">{title}</h1>
      <p className="prose mt-4 text-quiet">{lead}</p>
      <div className="mt-10 grid gap-14">{children}</div>
      <nav
        aria-label="Chapters"
        className="mt-16 grid gap-4 border-t border-rule pt-6 sm:grid-cols-2"
      >
        <p>{before && <Turn word="Previous" href={before.href} title={before.title} />}</p>
        <p className="sm:text-right">
          {after && <Turn word="Next" href={after.href} title={after.title} />}
        </p>
      </nav>
    </article>
  );
}

/** The way to the page before or after. */
export function Turn({ word, href, title }: { word: string; href: string; title: string }) {
  return (
    <PageLink href={href} className="inline-block no-underline hover:underline">
      <span className="block text-sm text-quiet">{word}</span>
      <span className="font-reading text-xl">{title}</span>
    </PageLink>
  );
}

/** One concept: a heading and what belongs to it. */
export function Concept({
  id,
  title,
  children,
}: {
  id: string;
  title: string;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby={id} className="min-w-0">
      <h2 id={id} className="mb-4 text-2xl">
        {title}
      </h2>
      <div className="grid min-w-0 gap-6">{children}</div>
    </section>
  );
}
