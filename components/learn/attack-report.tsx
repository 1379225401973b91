import { Badge } from '@/components/ui/badge';
import { Facts } from '@/components/ui/facts';
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
