import { CodeBlock } from '@/components/ui/code-block';
import type { Style } from '@/lib/learn/style';
import type { Step } from '@/lib/trace/step';
import { toMermaid } from '@/lib/trace/to-mermaid';
import { SequenceDiagram } from './sequence-diagram';
import { StepList } from './step-list';

type TraceViewProps = {
  steps: readonly Step[];
  /** An id that is unique on the page. */
  id: string;
  /** Whose hue the arrows have. */
  style?: Style;
};

/** A trace as a picture, in words, and as text to take along. */
export function TraceView({ steps, id, style }: TraceViewProps) {
  if (steps.length === 0) return <p className="text-sm text-quiet">Nothing was recorded.</p>;
  return (
    <div className="min-w-0">
      <div
        // Scrolls where the page is narrower than the picture, so the keyboard must reach it.
        tabIndex={0}
        role="region"
        aria-label="Sequence diagram; the list below says the same"
        className="hidden overflow-x-auto border-y border-rule py-4 sm:block"
      >
        <SequenceDiagram steps={steps} hue={style ? `var(--${style})` : undefined} />
      </div>
      <details className="mt-4 hidden sm:block">
        <summary className="py-2 text-sm font-semibold">Step by step, with the code</summary>
        <StepList steps={steps} />
      </details>
      <div className="sm:hidden">
        <StepList steps={steps} />
      </div>
      <details className="mt-2">
        <summary className="py-2 text-sm font-semibold">As Mermaid, to paste elsewhere</summary>
        <CodeBlock id={`${id}-mermaid`} label="Mermaid diagram" code={toMermaid(steps)} />
      </details>
    </div>
  );
}
