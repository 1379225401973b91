import clsx from 'clsx';
import { LANES, PARTIES, type Step } from '@/lib/trace/step';
import { SourceLink } from './code-excerpt';

/** The steps of a diagram in words, in order: who said what to whom, and what came of it. */
export function StepList({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="tabular text-sm">
      {steps.map((step, index) => (
        <li
          key={`${step.name} ${index}`}
          className="grid grid-cols-[2rem_minmax(0,1fr)] border-b border-rule py-2 last:border-b-0"
        >
          <span aria-hidden className="text-quiet">
            {index + 1}
          </span>
          <div className="min-w-0">
            <p>
              <span className="text-quiet">{sayParties(step)}: </span>
              {step.text}
            </p>
            <p className="text-quiet">
              <span className={clsx(step.outcome === 'refused' && 'font-semibold text-accent')}>
                {step.outcome === 'refused' ? '' : `${LANES[step.lane]} `}
                {sayOutcome(step)}
              </span>
              {!step.seen && ' (known from its effect only)'}
              {step.code && (
                <>
                  {' · '}
                  <SourceLink code={step.code} />
                </>
              )}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Who said it to whom. */
export function sayParties({ from, to }: Step): string {
  return from === to ? `${PARTIES[from]}, by itself` : `${PARTIES[from]} to ${PARTIES[to]}`;
}

/** What came of it. */
export function sayOutcome({ outcome, detail }: Step): string {
  const word = outcome === 'refused' ? 'Refused' : outcome === 'answered' ? 'Answered' : 'Passed';
  return detail ? `${word}: ${detail}` : word;
}
