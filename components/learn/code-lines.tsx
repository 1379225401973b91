import clsx from 'clsx';
import { type CodeToken, highlightCode } from '@/lib/learn/highlight-code';

const LOOKS: Record<CodeToken['kind'], string | undefined> = {
  comment: 'text-quiet italic',
  string: 'text-mtls',
  word: 'font-semibold',
  text: undefined,
};

type CodeLinesProps = {
  lines: readonly string[];
  firstLine: number;
  highlighted: readonly number[];
  label: string;
  /** False where the same lines may be on the page several times: then they are no targets. */
  numbered?: boolean;
};

/** Lines of source with their numbers. Highlighted ones carry a bar, not only a ground. */
export function CodeLines({
  lines,
  firstLine,
  highlighted,
  label,
  numbered = true,
}: CodeLinesProps) {
  return (
    <pre
      // Scrolls on narrow screens, so the keyboard must reach it.
      tabIndex={0}
      role="region"
      aria-label={label}
      className="tabular overflow-x-auto border-y border-rule bg-sunk py-3 text-xs leading-5 sm:text-sm sm:leading-6"
    >
      <code className="inline-block min-w-full">
        {lines.map((line, index) => {
          const number = firstLine + index;
          const marked = highlighted.includes(number);
          return (
            <span
              key={number}
              id={numbered ? `line-${number}` : undefined}
              className={clsx(
                'block border-l-4 pr-4',
                marked ? 'border-accent bg-raised' : 'border-transparent',
              )}
            >
              <span
                aria-hidden
                className="inline-block w-12 pr-4 text-right text-quiet select-none"
              >
                {number}
              </span>
              {highlightCode(line).map((token, position) => (
                <span key={position} className={LOOKS[token.kind]}>
                  {token.text}
                </span>
              ))}
              {line === '' && '\n'}
            </span>
          );
        })}
      </code>
    </pre>
  );
}
