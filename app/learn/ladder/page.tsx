import type { Metadata } from 'next';
import { StyleLabel } from '@/components/auth-style/style-mark';
import { Explained } from '@/components/learn/explained';
import { ChapterPage } from '@/components/learn/chapter-page';
import { CodeExcerpt, SourceLink } from '@/components/learn/code-excerpt';
import { RunButton } from '@/components/learn/run-button';
import { TraceView } from '@/components/learn/trace-view';
import { ButtonLink } from '@/components/ui/button';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import type { LabReport } from '@/lib/learn/lab/lab-report';
import { isLabOpen } from '@/lib/learn/lab/lab-policy';
import { findReport } from '@/lib/learn/lab/report-store';
import { readRecordedRuns, type RecordedRuns } from '@/lib/learn/ladder/recorded-runs';
import { CALLERS, type Cell, type Rung } from '@/lib/learn/ladder/rung';
import { findTerms } from '@/lib/learn/glossary';
import { LADDER } from '@/lib/learn/ladder/rungs';
import { isTheftId, THEFTS, type TheftId } from '@/lib/learn/ladder/thefts';
import { runTheftAction } from './run-theft-action';

export const metadata: Metadata = { title: 'The ladder' };

type LadderPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LadderPage({ searchParams }: LadderPageProps) {
  const query = await searchParams;
  const person = await getPerson();
  const theft = isTheftId(query.theft) ? query.theft : undefined;
  const report =
    person && theft && typeof query.run === 'string'
      ? await findReport(person.userId, `ladder:${theft}`, query.run)
      : undefined;
  const ready = person !== null && isLabOpen();
  const recorded = readRecordedRuns();
  return (
    <ChapterPage
      href="/learn/ladder"
      title="The ladder"
      lead="From a secret that is enough by itself to a handshake in which no secret travels. On each rung the same question: someone copied what was sent. What is it worth to them?"
    >
      {!person && (
        <p>
          <ButtonLink href="/sign-in?return=/learn/ladder">Sign in to run the thefts</ButtonLink>
        </p>
      )}
      {theft && report && <Seen theft={theft} report={report} />}
      {LADDER.map((rung) => (
        <RungSection key={rung.id} rung={rung} recorded={recorded} ready={ready} />
      ))}
    </ChapterPage>
  );
}

type RungProps = { rung: Rung; recorded: RecordedRuns; ready: boolean };

const TERMS = findTerms(LADDER.flatMap(({ asks, cost }) => [asks, cost]));

function RungSection({ rung, recorded, ready }: RungProps) {
  const at = 2 * LADDER.indexOf(rung);
  const [asks = [], cost = []] = TERMS.slice(at, at + 2);
  return (
    <section aria-labelledby={rung.id} className="min-w-0">
      <h2
        id={rung.id}
        className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-outline pb-2 text-xl"
      >
        {rung.title} <StyleLabel name={rung.style} />
      </h2>
      <dl className="grid gap-x-6 gap-y-1 py-4 sm:grid-cols-[9rem_minmax(0,1fr)]">
        <dt className="text-sm text-quiet">The server asks for</dt>
        <dd>
          <Explained pieces={asks} />
        </dd>
        <dt className="text-sm text-quiet">Costs to operate</dt>
        <dd>
          <Explained pieces={cost} />
        </dd>
      </dl>
      <ul className="grid border-t border-rule sm:grid-cols-2 xl:grid-cols-5">
        {rung.cells.map((cell) => (
          <CellCard key={cell.caller} cell={cell} recorded={recorded} ready={ready} />
        ))}
      </ul>
    </section>
  );
}

const FITS: Record<Cell['fit'], string> = {
  good: 'fits',
  possible: 'possible',
  no: 'does not fit',
};

type CellProps = { cell: Cell; recorded: RecordedRuns; ready: boolean };

function CellCard({ cell, recorded, ready }: CellProps) {
  const { caller, fit, text, theft } = cell;
  return (
    <li className="flex min-w-0 flex-col gap-3 border-b border-rule py-4 sm:pr-4">
      <h3 className="flex items-baseline justify-between gap-3 text-sm font-semibold">
        {CALLERS[caller]}
        <span className="font-normal whitespace-nowrap text-quiet">{FITS[fit]}</span>
      </h3>
      <p className="text-sm">{text}</p>
      {theft ? (
        <div className="mt-auto grid gap-2 text-sm">
          <p>
            {THEFTS[theft].act}:{' '}
            <code className="text-xs [overflow-wrap:anywhere]">{recorded[theft].seen}</code>
          </p>
          <p className="text-xs">
            <SourceLink code={THEFTS[theft].code} />
          </p>
          {ready && (
            <form action={runTheftAction}>
              <input type="hidden" name="theft" value={theft} />
              <RunButton className="w-full">Steal it and use it</RunButton>
            </form>
          )}
        </div>
      ) : (
        <p className="mt-auto text-sm text-quiet">Nothing to steal: it is not offered.</p>
      )}
    </li>
  );
}

function Seen({ theft, report }: { theft: TheftId; report: LabReport }) {
  const { act, code } = THEFTS[theft];
  const rung = LADDER.find(({ cells }) => cells.some((cell) => cell.theft === theft));
  return (
    <section aria-labelledby="seen" className="min-w-0">
      <h2 id="seen" tabIndex={-1} className="mb-2 text-2xl">
        {act}
      </h2>
      <p className="prose mb-6">
        Seen in {Math.round(report.durationMs)} ms: <strong>{report.seen}</strong>.
      </p>
      <TraceView id="theft" steps={report.steps} style={rung?.style ?? 'api-key'} />
      <div className="mt-6">
        <CodeExcerpt code={code} title="The lines that decide it" />
      </div>
    </section>
  );
}
