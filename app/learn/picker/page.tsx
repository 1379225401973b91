import type { Metadata } from 'next';
import { StyleMark } from '@/components/auth-style/style-mark';
import { ChapterPage } from '@/components/learn/chapter-page';
import { PickerMap } from '@/components/learn/picker-map';
import { ButtonLink, buttonClass } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { PageLink } from '@/components/ui/page-link';
import type { Verdict } from '@/lib/learn/picker';
import { takeablesOf } from '@/lib/learn/take';
import { type Answer, type Answers, parseAnswers, pick, type Question } from '@/lib/learn/picker';

export const metadata: Metadata = { title: 'The picker' };

type PickerPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function PickerPage({ searchParams }: PickerPageProps) {
  const { asked, verdict } = pick(parseAnswers(await searchParams));
  const given: Answers = {};
  return (
    <ChapterPage
      href="/learn/picker"
      title="The picker"
      lead="Answer for one workload at a time. Your answers are in the address, so a result can be sent to someone."
    >
      <div className="grid gap-12 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <ol className="grid content-start gap-8">
          {asked.map(({ question, answer }) => {
            const before = { ...given };
            if (answer) given[question.id] = answer;
            return <Asked key={question.id} question={question} answer={answer} before={before} />;
          })}
          {verdict && <Result verdict={verdict} />}
        </ol>
        <PickerMap asked={asked} verdict={verdict} />
      </div>
    </ChapterPage>
  );
}

type AskedProps = { question: Question; answer: Answer | undefined; before: Answers };

function Asked({ question, answer, before }: AskedProps) {
  return (
    <li>
      {question.ours && (
        <Callout title="This question is ours" className="mb-4">
          <p>
            The usual three questions end here: the third has no answer for “no”. A partner with
            many teams would be left without one.
          </p>
        </Callout>
      )}
      <h2 className="text-xl">{question.text}</h2>
      <p className="mt-1 text-sm text-quiet">{question.hint}</p>
      <p className="mt-3 flex gap-3">
        {(['yes', 'no'] as const).map((choice) => (
          <PageLink
            key={choice}
            href={`?${new URLSearchParams({ ...before, [question.id]: choice })}`}
            aria-current={answer === choice ? 'true' : undefined}
            className={buttonClass({
              look: answer === choice ? 'primary' : 'plain',
              className: 'min-w-20',
            })}
          >
            {choice === 'yes' ? 'Yes' : 'No'}
          </PageLink>
        ))}
      </p>
    </li>
  );
}

function Result({ verdict }: { verdict: Verdict }) {
  return (
    <li className="border-t border-outline pt-6">
      <h2 className="flex items-center gap-3 text-2xl">
        <StyleMark name={verdict.style} className="size-6" />
        {verdict.title}
      </h2>
      <p className="prose mt-3">{verdict.because}</p>
      {verdict.unless && (
        <Callout title="Unless" className="mt-4">
          <p>
            {verdict.unless.text}{' '}
            <PageLink href={verdict.unless.href}>{verdict.unless.label}</PageLink>
          </p>
        </Callout>
      )}
      <p className="mt-4 flex flex-wrap gap-3">
        <ButtonLink look="primary" href={verdict.demo.href}>
          {verdict.demo.label}
        </ButtonLink>
        {takeablesOf(verdict.take).map(({ part, title }) => (
          <ButtonLink key={part} href={`/learn/take#${part}`}>
            Take only this: {title}
          </ButtonLink>
        ))}
        <ButtonLink href="/learn/ladder">What a stolen credential is worth</ButtonLink>
        <ButtonLink href="/learn/picker">Start again</ButtonLink>
      </p>
    </li>
  );
}
