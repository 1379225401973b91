import { CodeBlock } from '@/components/ui/code-block';
import { layOutDiagram } from '@/lib/learn/diagram-layout';
import type { Style } from '@/lib/learn/style';
import type { Step } from '@/lib/trace/step';
import { toMermaid } from '@/lib/trace/to-mermaid';
import { SequenceDiagram } from './sequence-diagram';
import { StepExplorer } from './step-explorer';
import { sayOutcome, sayParties, StepList } from './step-list';
import { StepPanel } from './step-panel';

type TraceViewProps = {
  steps: readonly Step[];
  /** An id that is unique on the page. */
  id: string;
  /** Whose hue the arrows have. */
  style?: Style;
  /** The step where an attack got in; it is selected and drawn in red. */
  breakIn?: number;
};

/** A trace as a picture whose steps can be selected, in words, and as Mermaid text. */
export function TraceView({ steps, id, style, breakIn }: TraceViewProps) {
  if (steps.length === 0) return <p className="text-sm text-quiet">Nothing was recorded.</p>;
  const { height, rows } = layOutDiagram(steps);
  const refused = steps.findLastIndex(({ outcome }) => outcome === 'refused');
  const checked = steps.findIndex(({ code }) => code !== undefined);
  return (
    <div className="min-w-0">
      <div className="hidden sm:block">
        <StepExplorer
          picture={
            <SequenceDiagram
              steps={steps}
              hue={style ? `var(--${style})` : undefined}
              breakIn={breakIn}
            />
          }
          rows={rows.map(({ step, number, top, height: row }) => ({
            top: top / height,
            height: row / height,
            label: `Step ${number}. ${sayParties(step)}: ${step.text}. ${sayOutcome(step)}`,
            refused: step.outcome === 'refused' || number - 1 === breakIn,
          }))}
          panels={steps.map((step, index) => (
            <StepPanel key={`${step.name} ${index}`} step={step} number={index + 1} />
          ))}
          first={breakIn ?? (Math.max(refused, 0) || Math.max(checked, 0))}
        />
        <p className="mt-2 text-xs text-quiet">
          Solid line: sent. Dashed: response. Dotted: known from its effect only. Circle: a check by
          one party. Cross: refused. Select a step to see its code.
        </p>
      </div>
      <details className="mt-4 hidden sm:block">
        <summary className="py-2 text-sm font-semibold">All steps in words</summary>
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
