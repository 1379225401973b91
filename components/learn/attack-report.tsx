import { Badge } from '@/components/ui/badge';
import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import type { Env } from '@/lib/env';
import type { Hint } from '@/lib/learn/attacks/attack';
import type { LabReport, Runner } from '@/lib/learn/lab/lab';
import { TraceView } from './trace-view';

/** What a run saw, beside what was expected, with every step on the way. */
export function AttackReport({ report, runner }: { report: LabReport; runner: Runner }) {
  const expected = report.guarded ? runner.refusal : 'The attack gets through';
  return (
    <section aria-labelledby="seen" className="mb-12 min-w-0">
      <h2 id="seen" tabIndex={-1} className="mb-4 text-2xl">
        {report.refused ? 'Refused' : 'It got through'}
      </h2>
      <Facts
        facts={[
          { term: 'Guard', value: report.guarded ? 'In place' : 'Taken away for this run' },
          { term: 'Expected', value: expected },
          { term: 'Seen', value: <strong>{report.seen}</strong> },
          {
            term: 'So',
            value: report.asExpected ? (
              <Badge tone={report.guarded ? 'good' : 'waiting'}>
                {report.guarded ? 'the guard holds' : 'it was the guard that stopped it'}
              </Badge>
            ) : (
              <Badge tone="bad">not as expected: please report this</Badge>
            ),
          },
          { term: 'Took', value: `${Math.round(report.durationMs)} ms` },
        ]}
      />
      <div className="mt-6">
        <TraceView id="attack" steps={report.steps} />
      </div>
    </section>
  );
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
