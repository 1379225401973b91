import type { Metadata } from 'next';
import { StyleLabel } from '@/components/auth-style/style-mark';
import { ChapterPage } from '@/components/learn/chapter-page';
import { CodeExcerpt } from '@/components/learn/code-excerpt';
import { Explained } from '@/components/learn/explained';
import { RunButton } from '@/components/learn/run-button';
import { TraceView } from '@/components/learn/trace-view';
import { ButtonLink } from '@/components/ui/button';
import { PageLink } from '@/components/ui/page-link';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { ASPECTS, type Aspect, CELLS, type Cell, cellOf } from '@/lib/learn/comparison';
import { findTerms } from '@/lib/learn/glossary';
import type { LabReport } from '@/lib/learn/lab/lab-report';
import { isLabOpen } from '@/lib/learn/lab/lab-policy';
import { findReport } from '@/lib/learn/lab/report-store';
import { readRecordedRuns } from '@/lib/learn/recorded/recorded-run';
import { STYLES } from '@/lib/learn/style';
import { runCellAction } from './run-cell-action';

export const metadata: Metadata = { title: 'Side by side' };

const ORDER: readonly Aspect[] = ['credential', 'scope', 'revocation'];

const READ = ORDER.flatMap((aspect) => STYLES.map((style) => cellOf(style, aspect)));
const TERMS = findTerms(READ.map(({ text }) => text));
const PIECES = new Map(READ.map((cell, index) => [cell, TERMS[index] ?? []]));

type ComparePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ComparePage({ searchParams }: ComparePageProps) {
  const query = await searchParams;
  const person = await getPerson();
  const cell = CELLS.find(({ id }) => id === query.cell);
  const own =
    person && cell && typeof query.run === 'string'
      ? await findReport(person.userId, cell.id, query.run)
      : undefined;
  const report = own ?? (cell && readRecordedRuns(cell.id).guarded);
  const ready = person !== null && isLabOpen();
  return (
    <ChapterPage
      href="/learn/compare"
      title="Side by side"
      lead="Three styles by three questions. Each cell has a recorded run, and a button that runs it again."
    >
      {!person && (
        <p>
          <ButtonLink href="/sign-in?return=/learn/compare">
            Sign in to run them yourself
          </ButtonLink>
        </p>
      )}
      <p className="max-w-prose">
        A caller that its platform vouches for, such as a CI job, is not in the table: it stores no
        credential at all. <PageLink href="/learn/ci-job">See a job exchange its token</PageLink>.
        An AI agent uses OAuth in a way of its own:{' '}
        <PageLink href="/learn/agent">see one connect</PageLink>.
      </p>
      <p className="max-w-prose text-quiet">
        Weak, fair and strong compare the three styles within one row, as each is usually run: what
        a thief gains from what travels, how narrowly access can be limited, and how soon it can be
        revoked.
      </p>
      {cell && report && <Seen cell={cell} report={report} recorded={!own} />}
      {ORDER.map((aspect) => (
        <section key={aspect} aria-labelledby={aspect}>
          <h2 id={aspect} className="border-b border-outline pb-2 text-xl">
            {ASPECTS[aspect]}
          </h2>
          <ul className="grid md:grid-cols-3">
            {STYLES.map((style) => (
              <CellCard key={style} cell={cellOf(style, aspect)} ready={ready} />
            ))}
          </ul>
        </section>
      ))}
    </ChapterPage>
  );
}

function CellCard({ cell, ready }: { cell: Cell; ready: boolean }) {
  return (
    <li className="flex flex-col gap-3 border-b border-rule py-5 md:border-r md:px-5 md:first:pl-0 md:last:border-r-0 md:last:pr-0">
      <p className="flex items-baseline justify-between gap-4">
        <StyleLabel name={cell.style} />
        <span className="text-sm text-quiet">{cell.weight}</span>
      </p>
      <p className="font-reading text-lg">
        <Explained pieces={PIECES.get(cell) ?? []} />
      </p>
      {ready ? (
        <form action={runCellAction} className="mt-auto">
          <input type="hidden" name="cell" value={cell.id} />
          <RunButton className="w-full justify-start text-left">{cell.action}</RunButton>
        </form>
      ) : (
        <p className="mt-auto text-sm text-quiet">{cell.action}</p>
      )}
      <p className="text-sm">
        Recorded: {readRecordedRuns(cell.id).guarded.seen}.{' '}
        <PageLink href={`/learn/compare?cell=${cell.id}#seen`}>
          See the steps<span className="sr-only"> of {cell.action}</span>
        </PageLink>
      </p>
    </li>
  );
}

type SeenProps = { cell: Cell; report: LabReport; recorded: boolean };

function Seen({ cell, report, recorded }: SeenProps) {
  return (
    <section aria-labelledby="seen" className="min-w-0">
      <h2 id="seen" tabIndex={-1} className="mb-2 text-2xl">
        {cell.action}
      </h2>
      <p className="prose mb-6">
        {recorded ? 'Recorded run, ' : 'Seen in '}
        {Math.round(report.durationMs)} ms: <strong>{report.seen}</strong>.
      </p>
      <TraceView id="cell" steps={report.steps} style={cell.style} />
      <div className="mt-6">
        <CodeExcerpt code={cell.code} title="The lines that decide it" />
      </div>
    </section>
  );
}
