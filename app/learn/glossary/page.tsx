import type { Metadata } from 'next';
import { ChapterPage } from '@/components/learn/chapter-page';
import { PageLink } from '@/components/ui/page-link';
import { findAttack } from '@/lib/learn/attacks/attack-list';
import { CHAPTERS } from '@/lib/learn/chapters';
import { GLOSSARY } from '@/lib/learn/glossary';

export const metadata: Metadata = { title: 'Glossary' };

export default function GlossaryPage() {
  return (
    <ChapterPage
      href="/learn/glossary"
      title="Glossary"
      lead="The terms of the tour, each in a sentence or two, with where it is defined and where you can see it."
    >
      <dl className="border-t border-outline">
        {GLOSSARY.map(({ slug, name, text, source, href }) => (
          <div
            key={slug}
            id={slug}
            className="grid gap-x-6 gap-y-1 border-b border-rule py-4 target:bg-sunk sm:grid-cols-[14rem_minmax(0,1fr)]"
          >
            <dt className="font-semibold">
              <dfn className="not-italic">{name}</dfn>
            </dt>
            <dd className="max-w-prose">
              {text}
              <span className="mt-1 block text-sm text-quiet">
                {source && `${source} · `}
                <PageLink href={href}>See it: {titleOf(href)}</PageLink>
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </ChapterPage>
  );
}

/** What the page behind a link is called. */
function titleOf(href: string): string {
  const chapter = CHAPTERS.find((one) => one.href === href);
  if (chapter) return chapter.title;
  const attack = findAttack(href.split('/').at(-1) ?? '');
  return attack ? attack.title : (PRODUCT_PAGES[href] ?? href);
}

const PRODUCT_PAGES: Readonly<Record<string, string>> = {
  '/settings/connected-apps': 'your connected apps',
  '/settings/sessions': 'your sessions',
  '/docs/api#scopes': 'the list of scopes',
};
