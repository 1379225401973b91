import type { Metadata } from 'next';
import { StyleLabel } from '@/components/auth-style/style-mark';
import { ChapterPage } from '@/components/learn/chapter-page';
import { Badge } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button';
import { PageLink } from '@/components/ui/page-link';
import { decidingQuestion, findConfusion, solve, WORKLOADS, type Workload } from '@/lib/learn/quiz';
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
      {given.size === WORKLOADS.length && <Result given={given} right={right} />}
    </ChapterPage>
  );
}

function Entry({ workload, given }: { workload: Workload; given: ReadonlyMap<string, Style> }) {
  const mine = given.get(workload.id);
  const verdict = solve(workload);
  const deciding = decidingQuestion(workload);
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
          <p className="text-quiet">
            What decides: {deciding.question.text}{' '}
            <strong className="text-ink">{deciding.answer === 'yes' ? 'Yes.' : 'No.'}</strong>
          </p>
          {mine !== verdict.style && (
            <p>
              <PageLink
                href={`?${toQuery(without(given, workload.id))}#${workload.id}`}
                scroll={false}
                aria-label={`Try again: ${workload.text}`}
              >
                Try again
              </PageLink>
            </p>
          )}
        </div>
      ) : (
        <p className="flex flex-wrap gap-3 lg:flex-nowrap">
          {STYLES.map((style) => (
            <PageLink
              key={style}
              href={`?${toQuery(new Map([...given, [workload.id, style]]))}#${workload.id}`}
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

type ResultProps = { given: ReadonlyMap<string, Style>; right: number };

/** The end of the quiz: how many were right, and what was taken for what. */
function Result({ given, right }: ResultProps) {
  const confusion = findConfusion(given);
  return (
    <section aria-labelledby="result" className="mt-10">
      <h2 id="result" className="text-xl">
        {right} of {WORKLOADS.length}
      </h2>
      <p className="mt-2 max-w-prose">
        {confusion
          ? `You most often chose ${confusion}.`
          : 'All right. You tell delegation, one trust domain and one team apart.'}
      </p>
      <p className="mt-3 flex flex-wrap gap-6 text-sm">
        <PageLink href="/learn/quiz">Start again</PageLink>
        <PageLink href="/learn/picker">The questions, one by one</PageLink>
      </p>
    </section>
  );
}

function toQuery(given: ReadonlyMap<string, Style>): URLSearchParams {
  return new URLSearchParams([...given]);
}

function without(given: ReadonlyMap<string, Style>, id: string): ReadonlyMap<string, Style> {
  return new Map([...given].filter(([key]) => key !== id));
}
