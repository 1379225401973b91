import clsx from 'clsx';
import { cutExcerpt, SourceRefError } from '@/lib/learn/code-excerpt';
import { LANES, type SourceRef, type Step } from '@/lib/trace/step';
import { CodeLines } from './code-lines';
import { SourceLink } from './code-excerpt';
import { isCheck, sayOutcome, sayParties } from './step-list';

const LINES = 9;

/** One step close up: who asked whom, which question it answers, what was found, and the lines. */
export function StepPanel({ step, number }: { step: Step; number: number }) {
  const refused = step.outcome === 'refused';
  return (
    <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
      <div className="min-w-0">
        <p className="text-sm text-quiet">
          Step {number}. {sayParties(step)}
        </p>
        <p className="mt-1 font-reading text-lg [overflow-wrap:anywhere]">{step.text}</p>
        <p className="mt-2 text-sm [overflow-wrap:anywhere]">
          {isCheck(step) && <span className="text-quiet">{LANES[step.lane]} </span>}
          <strong className={clsx(refused && 'text-accent')}>{sayOutcome(step)}</strong>
        </p>
        {!step.seen && <p className="mt-2 text-sm text-quiet">Known from its effect only.</p>}
      </div>
      {step.code && <Lines code={step.code} />}
    </div>
  );
}

function Lines({ code }: { code: SourceRef }) {
  const excerpt = cut(code);
  return (
    <div className="min-w-0">
      <p className="pb-2 text-sm">
        <SourceLink code={code} />
      </p>
      {excerpt && (
        <CodeLines
          lines={excerpt.lines}
          firstLine={excerpt.firstLine}
          highlighted={excerpt.highlighted}
          label={`Code of ${excerpt.file}, around the step`}
          numbered={false}
        />
      )}
    </div>
  );
}

/** A reference that leads nowhere fails a test; the diagram does without it. */
function cut(code: SourceRef) {
  try {
    return cutExcerpt(code, LINES);
  } catch (error) {
    if (error instanceof SourceRefError) return undefined;
    throw error;
  }
}
