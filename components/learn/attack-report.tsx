import clsx from 'clsx';
import { Badge } from '@/components/ui/badge';
import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import type { Env } from '@/lib/env';
import type { Hint } from '@/lib/learn/attacks/attack';
import type { Runner } from '@/lib/learn/lab/lab';
import type { LabReport } from '@/lib/learn/lab/lab-report';
import type { RecordedRun } from '@/lib/learn/recorded/recorded-run';
import { TraceView } from './trace-view';

type AttackReportProps = {
  report: LabReport | RecordedRun;
  runner: Runner;
  /** The recorded run with the guard: where it was refused is where the attack gets in without. */
  refused: RecordedRun;
};

/** What a run saw, with every step on the way. */
export function AttackReport({ report, runner, refused }: AttackReportProps) {
  const leftOut = 'leftOut' in report ? report.leftOut : 0;
  return (
    <section aria-labelledby="seen" className="mb-12 min-w-0">
      <h2
        id="seen"
        tabIndex={-1}
        className={clsx('mb-4 text-2xl', !report.refused && 'text-accent')}
      >
        {sayResult(report)}
      </h2>
      <Facts
        facts={[
          { term: 'Guard', value: report.guarded ? 'In place' : `Removed: ${runner.removal}` },
          { term: 'Seen', value: <strong>{report.seen}</strong> },
          { term: 'Result', value: <Verdict report={report} /> },
          { term: 'Duration', value: `${Math.round(report.durationMs)} ms` },
        ]}
      />
      <div className="mt-6">
        <TraceView id="attack" steps={report.steps} breakIn={findBreakIn(report, refused)} />
      </div>
      {leftOut > 0 && (
        <p className="mt-2 text-sm text-quiet">
          {leftOut} repeated steps in the middle are left out.
        </p>
      )}
    </section>
  );
}

function sayResult(report: LabReport | RecordedRun): string {
  if ('leftOut' in report) {
    return `Recorded run: ${report.refused ? 'refused' : 'the attack got through'}`;
  }
  return report.refused ? 'Refused' : 'It got through';
}

function Verdict({ report }: { report: LabReport }) {
  if (!report.asExpected) return <Badge tone="bad">not as expected: please report this</Badge>;
  return report.guarded ? (
    <Badge tone="good">the guard holds</Badge>
  ) : (
    <Badge tone="bad">it was the guard that stopped it</Badge>
  );
}

/** Without the guard: the step that was refused with it, else the last. */
function findBreakIn({ guarded, steps }: LabReport, refused: LabReport): number | undefined {
  if (guarded) return undefined;
  const name = refused.steps.findLast(({ outcome }) => outcome === 'refused')?.name;
  const same = steps.findLastIndex((step) => step.name === name);
  return same < 0 ? steps.length - 1 : same;
}

type Addresses = Pick<Env, 'APP_URL' | 'BILLING_URL' | 'DATA_DIR'>;

/** Hints by grade. Each is closed until it is wanted. */
export function HintList({ hints, env }: { hints: readonly Hint[]; env: Addresses }) {
  return (
    <ol className="border-t border-rule">
      {hints.map((hint, index) => (
        <li key={hint.text} className="border-b border-rule">
          <details>
            <summary className="py-3 text-sm font-semibold">Hint {index + 1}</summary>
            <p className="max-w-prose pb-3">{hint.text}</p>
            {hint.shell && (
              <CodeBlock
                id={`hint-${index}`}
                label={`Lines of hint ${index + 1}`}
                code={fitAddresses(hint.shell, env)}
                className="mb-4"
              />
            )}
          </details>
        </li>
      ))}
    </ol>
  );
}

/** The lines name the default addresses; the reader's system may have others. */
function fitAddresses(text: string, { APP_URL, BILLING_URL, DATA_DIR }: Addresses): string {
  return text
    .replaceAll('http://localhost:3000', APP_URL)
    .replaceAll('https://localhost:8443', BILLING_URL)
    .replaceAll('localhost:8443', new URL(BILLING_URL).host)
    .replaceAll('.data/', `${DATA_DIR}/`);
}
