'use client';

import clsx from 'clsx';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';

type ExplorerRow = {
  /** Where the row lies in the picture, in parts of its height. */
  top: number;
  height: number;
  /** The whole step in one sentence. */
  label: string;
  refused: boolean;
};

type StepExplorerProps = {
  picture: ReactNode;
  rows: readonly ExplorerRow[];
  /** What was checked in each step, made on the server. */
  panels: readonly ReactNode[];
  /** The step that is shown first. */
  first: number;
};

const MOVES: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * A sequence diagram whose steps can be selected: a click, or the arrow keys from the one stop of the
 * keyboard, shows below the picture what was checked in a step, and by which lines.
 */
export function StepExplorer({ picture, rows, panels, first }: StepExplorerProps) {
  const [selected, setSelected] = useState(first);
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);

  const walk = (event: KeyboardEvent) => {
    const ends: Record<string, number> = { Home: 0, End: rows.length - 1 };
    const move = MOVES[event.key];
    const next = move === undefined ? ends[event.key] : selected + move;
    if (next === undefined || next < 0 || next >= rows.length) return;
    event.preventDefault();
    buttons.current[next]?.focus();
  };

  return (
    <div className="min-w-0">
      <div
        role="region"
        aria-label="Sequence diagram; the list below says the same"
        className="overflow-x-auto border-y border-rule py-4"
      >
        <div className="relative w-fit" onKeyDown={walk}>
          {picture}
          {rows.map((row, index) => (
            <button
              key={row.top}
              type="button"
              ref={(element) => {
                buttons.current[index] = element;
                if (element) place(element, row);
              }}
              tabIndex={index === selected ? 0 : -1}
              aria-pressed={index === selected}
              aria-label={row.label}
              onFocus={() => setSelected(index)}
              onClick={() => setSelected(index)}
              className={clsx(
                'absolute inset-x-0 -outline-offset-2 cursor-pointer border-l-4',
                index === selected
                  ? row.refused
                    ? 'border-accent bg-accent/10'
                    : 'border-ink bg-ink/5'
                  : 'border-transparent hover:bg-ink/5',
              )}
            />
          ))}
        </div>
      </div>
      {panels.map((panel, index) => (
        <div
          key={rows[index]?.top ?? index}
          hidden={index !== selected}
          className="border-b border-rule bg-raised px-4 py-4"
        >
          {panel}
        </div>
      ))}
    </div>
  );
}

/** By the style object: the policy of the pages applies no `style` attribute of a served page. */
function place(element: HTMLElement, { top, height }: ExplorerRow): void {
  element.style.top = `${top * 100}%`;
  element.style.height = `${height * 100}%`;
}
