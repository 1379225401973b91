'use client';

import { type KeyboardEvent, type PointerEvent, useState } from 'react';

type ChartReaderProps = {
  /** What the chart shows: "API calls in the last 30 days". */
  label: string;
  /** One text for each bar, in their order: "12 Nov: 1,204 API calls". */
  values: readonly string[];
};

const STEPS: Record<string, (index: number, last: number) => number> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * Lies over the bars of a chart and says the value of the one under the pointer. The arrow keys go
 * from bar to bar; a screen reader meets a slider whose values are the bars.
 */
export function ChartReader({ label, values }: ChartReaderProps) {
  const [index, setIndex] = useState<number | null>(null);
  const last = values.length - 1;
  const at = index ?? last;
  const onPointerMove = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setIndex(clamp(Math.floor(((clientX - left) / width) * values.length), last));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    setIndex(clamp(step(at, last), last));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`Values of ${label}`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at}
      aria-valuetext={values[at]}
      className="absolute inset-0"
      onPointerMove={onPointerMove}
      onPointerLeave={() => setIndex(null)}
      onFocus={() => setIndex((current) => current ?? last)}
      onBlur={() => setIndex(null)}
      onKeyDown={onKeyDown}
    >
      {index !== null && (
        <>
          <svg
            aria-hidden
            viewBox={`0 0 ${values.length} 1`}
            preserveAspectRatio="none"
            className="h-full w-full"
          >
            <rect x={index} width="1" height="1" fill="var(--ink)" opacity="0.12" />
          </svg>
          <output className="absolute -top-8 right-0 border border-outline bg-raised px-2 py-0.5 text-xs whitespace-nowrap">
            {values[index]}
          </output>
        </>
      )}
    </div>
  );
}

function clamp(index: number, last: number): number {
  return Math.max(0, Math.min(last, index));
}
