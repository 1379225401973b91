import { CodeBlock } from '@/components/ui/code-block';
import type { Env } from '@/lib/env';
import type { Hint } from '@/lib/learn/attacks/attack';

type Addresses = Pick<Env, 'APP_URL' | 'BILLING_URL' | 'DATA_DIR'>;

/** Hints by grade. Each is closed until it is wanted. */
export function HintList({ hints, env }: { hints: readonly Hint[]; env: Addresses }) {
  return (
    <ol className="border-t border-rule">
      {hints.map((hint, index) => (
        <li key={hint.text} className="border-b border-rule">
          <details>
            <summary className="py-3 text-sm font-semibold">Hint {index + 1}</summary>
            <p className="max-w-prose pb-3">{hint.text}</p>
            {hint.shell && (
              <CodeBlock
                id={`hint-${index}`}
                label={`Lines of hint ${index + 1}`}
                code={fitAddresses(hint.shell, env)}
                className="mb-4"
              />
            )}
          </details>
        </li>
      ))}
    </ol>
  );
}

/** The lines name the default addresses; the reader's system may have others. */
function fitAddresses(text: string, { APP_URL, BILLING_URL, DATA_DIR }: Addresses): string {
  return text
    .replaceAll('http://localhost:3000', APP_URL)
    .replaceAll('https://localhost:8443', BILLING_URL)
    .replaceAll('localhost:8443', new URL(BILLING_URL).host)
    .replaceAll('.data/', `${DATA_DIR}/`);
}
