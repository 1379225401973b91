import { StyleLabel } from '@/components/auth-style/style-mark';
import type { DrillResult } from '@/lib/learn/lab/measure-revocation';

/** How long each credential still lived, as a bar, with what was done to it and what it was told. */
export function DrillChart({ results }: { results: readonly DrillResult[] }) {
  const longest = Math.max(...results.map(({ deadAfterMs }) => deadAfterMs), 1);
  return (
    <ol className="border-t border-outline">
      {results.map(({ credential, style, act, deadAfterMs, usesAfter, refusal }) => (
        <li
          key={credential}
          className="grid gap-x-6 gap-y-2 border-b border-rule py-4 sm:grid-cols-[12rem_minmax(0,1fr)]"
        >
          <div>
            <h3 className="font-serif text-lg font-semibold">{credential}</h3>
            <p className="text-sm text-quiet">
              <StyleLabel name={style} />
            </p>
          </div>
          <div className="min-w-0">
            <p className="tabular flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="text-sm">{act}.</span>
              <strong>{deadAfterMs.toFixed(1)} ms</strong>
            </p>
            <svg
              viewBox="0 0 100 4"
              preserveAspectRatio="none"
              aria-hidden
              focusable="false"
              className="my-2 h-2 w-full"
            >
              <rect width="100" height="4" fill="var(--sunk)" />
              <rect
                width={Math.max((deadAfterMs / longest) * 100, 0.5)}
                height="4"
                fill={`var(--${style})`}
              />
            </svg>
            <p className="text-sm text-quiet">
              {sayUses(usesAfter)} The next one: <strong>{refusal}</strong>.
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function sayUses(count: number): string {
  if (count === 0) return 'Not once used after it.';
  return count === 1 ? 'Used once more after it.' : `Used ${count} times more after it.`;
}
