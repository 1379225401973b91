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
                {isCheck(step) && step.outcome !== 'refused' ? `${LANES[step.lane]} ` : ''}
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

/** Whether a step decides something. What one party sends to another only carries what it says. */
export function isCheck({ from, to, outcome }: Step): boolean {
  return from === to || outcome === 'refused';
}

/** What came of it: the verdict of a check, or what a message carried. */
export function sayOutcome(step: Step): string {
  const { outcome, detail } = step;
  if (!isCheck(step)) return detail ?? (outcome === 'answered' ? 'Answered' : 'Sent');
  const word = outcome === 'refused' ? 'Refused' : outcome === 'answered' ? 'Answered' : 'Passed';
  return detail ? `${word}: ${detail}` : word;
}
