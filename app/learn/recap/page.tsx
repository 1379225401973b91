import type { Metadata } from 'next';
import { StyleMark } from '@/components/auth-style/style-mark';
import { ChapterPage } from '@/components/learn/chapter-page';
import { PageLink } from '@/components/ui/page-link';
import { RECAP } from '@/lib/learn/recap';

export const metadata: Metadata = { title: 'In short' };

export default function RecapPage() {
  return (
    <ChapterPage
      href="/learn/recap"
      title="In short"
      lead="What you should remember a week from now."
    >
      <ol className="border-t border-outline">
        {RECAP.map(({ style, text, seen }) => (
          <li
            key={style}
            className="grid gap-x-6 gap-y-3 border-b border-rule py-8 sm:grid-cols-[5rem_minmax(0,1fr)]"
          >
            <span className="text-quiet">
              {style === 'all' ? (
                <span className="flex gap-1">
                  <StyleMark name="api-key" />
                  <StyleMark name="oauth" />
                  <StyleMark name="mtls" />
                </span>
              ) : (
                <StyleMark name={style} className="size-10" />
              )}
            </span>
            <div>
              <p className="max-w-prose font-reading text-xl">{text}</p>
              <p className="mt-2">
                <PageLink href={seen.href}>{seen.label}</PageLink>
              </p>
            </div>
          </li>
        ))}
      </ol>
    </ChapterPage>
  );
}
