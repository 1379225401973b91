'use client';

import type { FailureProps } from '@/components/shell/failure';
import './globals.css';

/** For a failure of the outermost frame: it has to bring its own. */
export default function GlobalError({ error, reset }: FailureProps) {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto w-full max-w-2xl px-4 pt-14">
          <title>Tollgate does not answer</title>
          <h1 className="text-2xl">Tollgate does not answer</h1>
          <p className="mt-3">The fault is on our side. Try again in a few seconds.</p>
          <button type="button" onClick={reset} className="mt-6 border border-outline px-4 py-2">
            Try again
          </button>
          {error.digest && <p className="mt-6 text-quiet">{error.digest}</p>}
        </main>
      </body>
    </html>
  );
}
