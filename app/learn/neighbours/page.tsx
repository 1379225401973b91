import type { Metadata } from 'next';
import { StyleLabel } from '@/components/auth-style/style-mark';
import { ChapterPage, Concept } from '@/components/learn/chapter-page';
import { SourceLink } from '@/components/learn/code-excerpt';
import { Facts } from '@/components/ui/facts';
import { NEIGHBOURS, PLACES } from '@/lib/learn/neighbours';

export const metadata: Metadata = { title: 'Combinations and neighbours' };

export default function NeighboursPage() {
  return (
    <ChapterPage
      href="/learn/neighbours"
      title="Combinations and neighbours"
      lead="Most systems combine two of the three. And how five other things that are often mentioned with them fit in."
    >
      <Concept id="together" title="Used together">
        <ul className="border-t border-outline">
          {PLACES.map(({ id, title, styles, why, code }) => (
            <li
              key={id}
              id={id}
              className="grid gap-x-6 gap-y-1 border-b border-rule py-4 md:grid-cols-[14rem_minmax(0,1fr)]"
            >
              <span className="flex flex-wrap gap-x-4 self-start">
                {styles.map((style) => (
                  <StyleLabel key={style} name={style} />
                ))}
              </span>
              <div className="min-w-0">
                <h3 className="font-semibold">{title}</h3>
                <p className="max-w-prose">{why}</p>
                <p className="text-sm">
                  <SourceLink code={code} />
                </p>
              </div>
            </li>
          ))}
        </ul>
      </Concept>
      {NEIGHBOURS.map(({ id, title, what, relation, takeIt, code }) => (
        <Concept key={id} id={id} title={title}>
          <Facts
            facts={[
              { term: 'What it is', value: what },
              { term: 'How it relates', value: relation },
              { term: 'When to use it', value: takeIt },
              ...(code ? [{ term: 'Here', value: <SourceLink code={code} /> }] : []),
            ]}
          />
        </Concept>
      ))}
    </ChapterPage>
  );
}
