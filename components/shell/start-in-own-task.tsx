/**
 * What `next/script` with `beforeInteractive` leaves for Next.js to run before React starts: an empty
 * script. Next.js runs it and starts React from a timer.
 */
const EMPTY_SCRIPT = `(self.__next_s = self.__next_s || []).push([0, { children: '' }])`;

/**
 * Lets React start in a task of its own. Otherwise it starts in the task that sets up the last
 * script, and the page answers to nothing for the time of both. A Next.js that no longer looks for
 * such scripts starts as if this were not here.
 * @see docs/decisions/0066-script-compilation.md
 */
export function StartInOwnTask({ nonce }: { nonce: string | undefined }) {
  return (
    <script
      nonce={nonce}
      dangerouslySetInnerHTML={{ __html: EMPTY_SCRIPT }}
      suppressHydrationWarning
    />
  );
}
