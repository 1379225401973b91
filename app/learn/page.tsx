import type { Metadata } from 'next';
import { StyleMark } from '@/components/auth-style/style-mark';
import { SystemDiagram } from '@/components/system-map/system-diagram';
import { PageLink } from '@/components/ui/page-link';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';
import { CHAPTERS, type Chapter } from '@/lib/learn/chapters';
import { isStyle } from '@/lib/learn/style';

export const metadata: Metadata = { title: 'Learn' };

const PARTS = [...new Set(CHAPTERS.map(({ part }) => part))];

export default function LearnPage() {
  return (
    <article>
      <h1 className="text-3xl">API key, OAuth or mTLS?</h1>
      <p className="prose mt-4 text-quiet">
        Three ways to answer one question: who is calling? This system uses all three. Here you can
        watch your own requests pass through each, and try to break in.
      </p>
      <div className="my-10">
        <SystemDiagram />
      </div>
      <nav aria-label="Contents" className="grid gap-10">
        {PARTS.map((part) => (
          <section key={part} aria-labelledby={toId(part)}>
            <h2 id={toId(part)} className="border-b border-outline pb-2 text-xl">
              {part}
            </h2>
            <ol className="tabular">
              {CHAPTERS.filter((chapter) => chapter.part === part).map((chapter) => (
                <Entry key={chapter.href} chapter={chapter} />
              ))}
            </ol>
          </section>
        ))}
      </nav>
      <p className="mt-10 text-sm text-quiet">
        All {ATTACKS.length} attacks can be launched from their page. The code is cut from the
        source as you read it.
      </p>
    </article>
  );
}

function Entry({ chapter }: { chapter: Chapter }) {
  const style = chapter.href.split('/').at(-1) ?? '';
  return (
    <li className="border-b border-rule">
      <PageLink
        href={chapter.href}
        className="grid gap-x-6 py-3 no-underline hover:bg-sunk sm:grid-cols-[14rem_minmax(0,1fr)]"
      >
        <span className="flex items-center gap-2 font-serif text-lg font-semibold">
          {isStyle(style) && <StyleMark name={style} />}
          {chapter.title}
        </span>
        <span className="text-quiet">{chapter.gist}</span>
      </PageLink>
    </li>
  );
}

function toId(part: string): string {
  return part.toLowerCase().replaceAll(' ', '-');
}
