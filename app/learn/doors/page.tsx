import type { Metadata } from 'next';
import { ChapterPage, Concept } from '@/components/learn/chapter-page';
import { ThreeDoors } from '@/components/learn/three-doors';
import { DataTable } from '@/components/ui/data-table';
import { PageLink } from '@/components/ui/page-link';
import { COSTS, MEASURED } from '@/lib/learn/costs';
import { STYLE_TEXT, STYLES } from '@/lib/learn/style';
import { compareDoors } from '@/lib/learn/three-doors';

export const metadata: Metadata = { title: 'One request, three doors' };

export default function DoorsPage() {
  return (
    <ChapterPage
      href="/learn/doors"
      title="One request, three doors"
      lead="The same kind of read, once with an API key, once by an app that a person has connected, once by a service. Recorded from real requests."
    >
      <p className="max-w-prose">
        A coloured rule marks what this door alone does. Grey steps are the same lines of code for
        two doors: once it is known who calls, an API key and an access token have to pass the same
        checks.
      </p>
      <ThreeDoors doors={compareDoors()} />
      <Concept id="costs" title="What each costs a team">
        <DataTable
          caption="What each style costs a team"
          rows={COSTS}
          rowKey={({ what }) => what}
          columns={[
            { label: 'Cost', heading: true, width: 'rows-wide:w-[16%]', cell: ({ what }) => what },
            ...STYLES.map((style) => ({
              label: STYLE_TEXT[style].name,
              cell: ({ each }: (typeof COSTS)[number]) => each[style],
            })),
          ]}
        />
        <p className="text-sm text-quiet">
          Times of set-up are experience, not measurements. Figures are from this project’s
          benchmarks: {MEASURED}.{' '}
          <PageLink href="/learn/source/docs/performance.md">docs/performance.md</PageLink> has them
          all, with the method.
        </p>
      </Concept>
    </ChapterPage>
  );
}
