import type { Metadata } from 'next';
import { StyleLabel } from '@/components/auth-style/style-mark';
import { ChapterPage } from '@/components/learn/chapter-page';
import { Badge } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button';
import { PageLink } from '@/components/ui/page-link';
import { solve, WORKLOADS, type Workload } from '@/lib/learn/quiz';
import { isStyle, STYLE_TEXT, STYLES, type Style } from '@/lib/learn/style';

export const metadata: Metadata = { title: 'Twelve workloads' };

type QuizPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function QuizPage({ searchParams }: QuizPageProps) {
  const query = await searchParams;
  const given = new Map<string, Style>();
  for (const { id } of WORKLOADS) {
    const value = query[id];
    if (typeof value === 'string' && isStyle(value)) given.set(id, value);
  }
  const right = WORKLOADS.filter((one) => given.get(one.id) === solve(one).style).length;
  return (
    <ChapterPage
      href="/learn/quiz"
      title="Twelve workloads"
      lead="Which style fits? The answers are not written down anywhere: the picker computes them."
    >
      <p role="status" className="tabular text-sm text-quiet">
        {given.size} of {WORKLOADS.length} answered, {right} right.
      </p>
      <ol className="border-t border-outline">
        {WORKLOADS.map((workload) => (
          <Entry key={workload.id} workload={workload} given={given} />
        ))}
      </ol>
    </ChapterPage>
  );
}

function Entry({ workload, given }: { workload: Workload; given: ReadonlyMap<string, Style> }) {
  const mine = given.get(workload.id);
  const verdict = solve(workload);
  return (
    <li
      id={workload.id}
      className="grid gap-x-12 gap-y-3 border-b border-rule py-5 lg:grid-cols-[minmax(0,1fr)_auto] lg:items-center"
    >
      <p className="font-reading text-lg">{workload.text}</p>
      {mine ? (
        <div className="grid gap-1 text-sm">
          <Badge tone={mine === verdict.style ? 'good' : 'bad'}>
            {mine === verdict.style ? 'Right' : `Not ${STYLE_TEXT[mine].name}`}
          </Badge>
          <p>
            <StyleLabel name={verdict.style} />: {verdict.title}. {workload.trap}{' '}
            <PageLink href={`/learn/picker?${new URLSearchParams(workload.answers)}`}>
              See the questions
            </PageLink>
          </p>
        </div>
      ) : (
        <p className="flex flex-wrap gap-3 lg:flex-nowrap">
          {STYLES.map((style) => (
            <PageLink
              key={style}
              href={`?${toQuery(given, workload.id, style)}#${workload.id}`}
              scroll={false}
              aria-label={`${STYLE_TEXT[style].name}: ${workload.text}`}
              className={buttonClass({})}
            >
              {STYLE_TEXT[style].name}
            </PageLink>
          ))}
        </p>
      )}
    </li>
  );
}

function toQuery(given: ReadonlyMap<string, Style>, id: string, style: Style): URLSearchParams {
  return new URLSearchParams([...given, [id, style]]);
}
